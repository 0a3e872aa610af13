/**
 * Templates of a chart as a user meets them: the checks above a Service are copied, a path is copied. What is on the
 * clipboard afterwards is checked.
 */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import type { Files } from './cases.ts'
import { templateFiles } from './templateFiles.ts'
import {
  eventually,
  eventuallyAt,
  offered,
  offersFirst,
  openFile,
  runCommand,
  type Step,
  save,
  toPlace,
  undoAll,
  type Walk,
} from './walk.ts'

const deployment = templateFiles['charts/loki-v3/templates/distributor/deployment.yaml']

const cache = templateFiles['charts/loki-v3/templates/chunks-cache/statefulset.yaml']

const values = templateFiles['charts/loki-v3/values.yaml']

/** The files that a rename of `chunksCache.allocatedMemory` to `memory` changes, afterwards. */
const renamed: Files = Object.fromEntries(
  Object.entries(templateFiles).flatMap(([file, text]) =>
    text.includes('allocatedMemory') ? [[file, text.replace('allocatedMemory', 'memory')]] : [],
  ),
)

function lineOf(text: string, piece: string): number {
  return text.split('\n').findIndex((line) => line.includes(piece)) + 1
}

/** What the browser has on its clipboard. */
function clipboard(page: Page): Promise<string> {
  return page.evaluate(() => {
    // The DOM's types are not part of this project; this is the part of them that is used.
    const { navigator } = globalThis as unknown as {
      readonly navigator: { readonly clipboard: { readText(): Promise<string> } }
    }
    return navigator.clipboard.readText()
  })
}

function lens(page: Page, title: string) {
  return page.locator('.codelens-decoration a', { hasText: title }).first()
}

/** Waits until the status bar says what was copied. */
async function saysCopied(page: Page, text: string): Promise<void> {
  await page
    .locator('.statusbar-item', { hasText: `Copied: ${text}` })
    .first()
    .waitFor()
}

const ofIngest =
  "kubectl --context prod-eks -n shop get service ingest -o jsonpath='{.spec.trafficDistribution}'"
const ofDistributor = (context: string) =>
  `kubectl --context ${context} -n loki-v3 get service loki-v3-distributor -o jsonpath='{.spec.trafficDistribution}'`

const copying: readonly Step[] = [
  [
    'has the checks of a Service to copy',
    async ({ page, shoot }) => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
      const check = lens(page, 'Copy the kubectl check')
      await check.waitFor({ timeout: 60_000 })
      await check.hover()
      await page.waitForTimeout(1500)
      await shoot('lens')
      await check.click()
      await eventually(page, () => clipboard(page), ofIngest)
      await saysCopied(page, 'kubectl --context prod-eks -n shop get service ingest')
      await shoot('lens-copied')
    },
  ],
  [
    'asks for the environment where a template has several releases',
    async ({ page, shoot }) => {
      await page.keyboard.press('Control+B')
      await openFile(page, 'service.yaml')
      await lens(page, 'Copy the kubectl check …').click()
      const row = page.locator('.quick-input-list .monaco-list-row', {
        hasText: 'prod-eks · loki-v3/loki-v3-distributor',
      })
      await row.waitFor()
      await page.waitForTimeout(500)
      await shoot('lens-environments')
      await row.click()
      await eventually(page, () => clipboard(page), ofDistributor('prod-eks'))
    },
  ],
  [
    'copies the tcpdump check with container and port',
    async ({ page, shoot }) => {
      await lens(page, 'Copy the tcpdump check …').click()
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'dev-eks' }).click()
      await eventually(
        page,
        async () => (await clipboard(page)).replace(/"\$\(.*\)"/, 'POD').split(' 2>', 1)[0],
        'kubectl --context dev-eks -n loki-v3 debug -it POD --image=nicolaka/netshoot --target=distributor\n' +
          'timeout 60 tcpdump -i any -n port 4101',
      )
      await shoot('lens-tcpdump')
    },
  ],
  [
    'copies the path of the place under the cursor',
    async ({ page, shoot }) => {
      await openFile(page, 'deployment.yaml')
      await toPlace(page, deployment, '-target=dist<|>ributor')
      await runCommand(page, 'Logkeel: Copy YAML Path')
      await eventually(page, () => clipboard(page), 'spec.template.spec.containers[0].args[0]')
      await saysCopied(page, 'spec.template.spec.containers[0].args[0]')
      await shoot('yaml-path')
    },
  ],
]

/** Points at a piece of the shown text until its hover tells of something. */
async function hoverAt(page: Page, text: string, piece: string, told: string): Promise<void> {
  await toPlace(page, text, piece)
  const hover = page.locator('.monaco-hover:visible', { hasText: told }).first()
  for (let tries = 0; tries < 20 && !(await hover.isVisible()); tries++) {
    await page.keyboard.press('Escape')
    await runCommand(page, 'Show or Focus Hover')
    await hover.waitFor({ timeout: 3000 }).catch(() => undefined)
  }
  await hover.waitFor({ timeout: 1000 })
}

const reading: readonly Step[] = [
  [
    'tells what a value is in each environment and where it is set',
    async ({ page, shoot }) => {
      await hoverAt(page, deployment, '.Values.distributor.repli<|>cas', 'clusters/prod/loki-values.yaml')
      const hover = page.locator('.monaco-hover:visible').first()
      await hover.filter({ hasText: 'charts/loki-v3/values.yaml' }).waitFor()
      await page.waitForTimeout(1500)
      await shoot('values-hover')
      await page.keyboard.press('Escape')
    },
  ],
  [
    'tells of a value before it tells of what it is written behind',
    async ({ page, shoot }) => {
      await openFile(page, 'statefulset.yaml')
      await hoverAt(page, cache, '.Values.chunksCache.allocated<|>Memory', 'clusters/prod/loki-values.yaml')
      const text = (await page.locator('.monaco-hover:visible').first().textContent()) ?? ''
      assert.ok(text.indexOf('8192') < text.indexOf('--memory-limit'), text)
      await page.waitForTimeout(1500)
      await shoot('values-hover-flag')
      await page.keyboard.press('Escape')
    },
  ],
]

const typed = '            - -c {{ .Values.chunksCache.'

const writing: readonly Step[] = [
  [
    'completes a path of the values',
    async (hand) => {
      const { page, shoot } = hand
      const file = 'charts/loki-v3/templates/chunks-cache/statefulset.yaml'
      await openFile(page, 'statefulset.yaml')
      await toPlace(page, cache, '.chunksCache.port }}<|>')
      await page.keyboard.type('\n- -c {{ .Values.', { delay: 30 })
      await eventually(page, async () => [...(await offered(page))].sort(), [
        'chunksCache',
        'distributor',
        'loki',
      ])
      await page.keyboard.type('chu')
      await page.keyboard.press('Tab')
      await page.keyboard.type('.')
      await eventually(page, async () => [...(await offered(page))].sort(), ['allocatedMemory', 'port'])
      await page.keyboard.type('all')
      await offersFirst(page, 'allocatedMemory', '512')
      await page.waitForTimeout(500)
      await shoot('values-completion')
      await page.keyboard.press('Tab')
      // The editor has closed the braces by itself.
      await save(hand, file, `${cache.trimEnd()}\n${typed}allocatedMemory}}\n`)
      await undoAll(hand, file, cache)
    },
  ],
  [
    'goes from a path to where it is set',
    async ({ page, shoot }) => {
      await openFile(page, 'deployment.yaml')
      await toPlace(page, deployment, 'listen-port={{ .Values.distributor.http<|>Port')
      await page.keyboard.press('F12')
      await page.locator('.tab.active[data-resource-name="values.yaml"]').waitFor()
      await eventuallyAt(page, lineOf(values, 'httpPort'))
      await shoot('values-definition')
    },
  ],
  [
    'renames a key of the values over all files that set or read it',
    async (hand) => {
      const { page, shoot } = hand
      await openFile(page, 'statefulset.yaml')
      await toPlace(page, cache, '.chunksCache.allocated<|>Memory')
      await page.keyboard.press('F2')
      const box = page.locator('.rename-box input:focus')
      await box.waitFor()
      await box.fill('memory')
      await box.press('Control+Enter')
      const panel = page.locator('.part.panel')
      await panel.locator('.monaco-list-row', { hasText: '512' }).click()
      await page.waitForTimeout(1500)
      await shoot('values-rename')
      await panel.getByRole('button', { name: 'Apply' }).click()
      for (const [file, text] of Object.entries(renamed)) await save(hand, file, text)
    },
  ],
]

export const templatesWalk: Walk = {
  name: 'templates',
  folder: 'logs',
  files: templateFiles,
  open: 'clusters/prod/ingest.yaml',
  size: { width: 1120, height: 700 },
  settings: { 'editor.fontSize': 14 },
  steps: [...copying, ...reading, ...writing],
  shown: ['values-hover'],
}
