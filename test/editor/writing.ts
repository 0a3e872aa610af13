/**
 * Writing Alloy as a user does it: completion, renaming over files and into YAML, formatting, the data flow. What is on the
 * disk after each step is checked, and what the widgets show on the way.
 */
import assert from 'node:assert/strict'
import * as path from 'node:path'
import { alloyFiles, formatted, type Renaming, renamed, renamings } from './alloyFiles.ts'
import {
  eventually,
  type Hand,
  hoverStart,
  offered,
  offersFirst,
  openFile,
  runCommand,
  type Step,
  save,
  toLine,
  toPlace,
  undoAll,
  type Walk,
} from './walk.ts'

const sources = alloyFiles['alloy/sources.alloy']
const audit = alloyFiles['alloy/audit.alloy']

/** What the step of completion adds to a file. */
const added = `
loki.write "audit" {
	endpoint {
		url                 = sys.env("LOKI_URL")
		max_backoff_retries = 0
	}
}

loki.source.api "in" {
	forward_to = [loki.write.audit.receiver]
}
`

/** What is renamed with a look at the preview: the picture of it, and the row of the list that is chosen for it. */
interface Preview {
  readonly picture: string
  readonly row: string
}

/** A renaming as a user makes it: F2, the new name, perhaps a look at what changes, and then it is done. */
async function rename(hand: Hand, one: Renaming, preview?: Preview): Promise<void> {
  const { page, shoot } = hand
  await openFile(page, path.basename(one.file))
  await toPlace(page, alloyFiles[one.file], one.at)
  await page.keyboard.press('F2')
  const box = page.locator('.rename-box input:focus')
  await box.waitFor()
  await box.fill(one.to)
  await box.press(preview ? 'Control+Enter' : 'Enter')
  if (preview) {
    const panel = page.locator('.part.panel')
    for (const file of Object.keys(one.changes))
      await panel.locator('.monaco-list-row', { hasText: path.basename(file) }).waitFor()
    await panel.locator('.monaco-list-row', { hasText: preview.row }).first().click()
    await page.waitForTimeout(1500)
    await shoot(preview.picture)
    await panel.getByRole('button', { name: 'Apply' }).click()
  }
  for (const file of Object.keys(one.changes)) await save(hand, file, renamed(one)[file] ?? '')
  // What was said about this one is not to stand in the picture of the next.
  await runCommand(page, 'Notifications: Clear All')
}

const completion: readonly Step[] = [
  [
    'completes a component to a whole block that is filled in',
    async (hand) => {
      const { page, shoot } = hand
      await hoverStart(page, 'loki.source.file', 'loki.source.file')
      await page.keyboard.press('Control+B')
      await openFile(page, 'audit.alloy')
      await toLine(page, audit.split('\n').length)
      await page.keyboard.type('\nloki.wr')
      await offersFirst(page, 'loki.write', 'Sends log entries')
      await page.waitForTimeout(500)
      await shoot('completion-component')
      await page.keyboard.press('Enter')
      // The label "default" is taken, in another file of the folder.
      const block = `loki.write "default_2" {\n\tendpoint {\n\t\turl = ""\n\t}\n}`
      await save(hand, 'alloy/audit.alloy', `${audit}\n${block}`)
      await page.keyboard.type('audit')
      await page.keyboard.press('Tab')
    },
  ],
  [
    'completes a variable that Compose sets',
    async ({ page, shoot }) => {
      await page.keyboard.press('Delete')
      await page.keyboard.press('Backspace')
      await page.keyboard.type('sys.env("')
      await eventually(page, async () => [...(await offered(page))].sort(), ['LOKI_TENANT', 'LOKI_URL'])
      await page.keyboard.type('U')
      await offersFirst(page, 'LOKI_URL', 'compose.yaml')
      await shoot('completion-variable')
      await page.keyboard.press('Enter')
    },
  ],
  [
    'completes an argument and tells what it is for',
    async ({ page, shoot }) => {
      await page.keyboard.press('End')
      await page.keyboard.type('\nmax_r')
      await offersFirst(page, 'max_backoff_retries', 'default 10')
      await page.waitForTimeout(500)
      await shoot('completion-argument')
      await page.keyboard.press('Enter')
      await page.keyboard.type('0')
    },
  ],
  [
    'completes references, those that fit',
    async (hand) => {
      const { page, shoot } = hand
      await page.keyboard.press('Control+End')
      await page.keyboard.type('\n\nloki.source.api "in" {', { delay: 30 })
      await page.keyboard.press('Enter')
      await page.keyboard.type('forward_to = [', { delay: 30 })
      const fitting = [
        'loki.process.shop.receiver',
        'loki.write.audit.receiver',
        'loki.write.default.receiver',
      ]
      await eventually(page, async () => [...(await offered(page))].sort(), fitting)
      await page.waitForTimeout(500)
      await shoot('completion-reference')
      await page.keyboard.type('aud')
      await offersFirst(page, 'loki.write.audit.receiver', 'LogsReceiver')
      await page.keyboard.press('Enter')
      await page.keyboard.press('Control+End')
      await page.keyboard.press('Enter')
      await runCommand(page, 'Format Document')
      await save(hand, 'alloy/audit.alloy', `${audit}${added}`)
    },
  ],
  [
    'completes in a ConfigMap as in a file',
    async (hand) => {
      const { page, shoot } = hand
      const before = alloyFiles['k8s/alloy.yaml']
      await openFile(page, 'alloy.yaml')
      await toPlace(page, before, 'loki/api/v1/push"<|>')
      await page.keyboard.type('\nten')
      await offersFirst(page, 'tenant_id', 'string')
      await page.waitForTimeout(500)
      await shoot('completion')
      await page.keyboard.press('Enter')
      await page.keyboard.type('shop')
      const after = before.replace('v1/push"\n', 'v1/push"\n        tenant_id = "shop"\n')
      await save(hand, 'k8s/alloy.yaml', after)
      await undoAll(hand, 'k8s/alloy.yaml', before)
    },
  ],
]

const renaming: readonly Step[] = [
  [
    'renames a label over the files of a folder, with a preview',
    (hand) => rename(hand, renamings.folder, { picture: 'rename-folder', row: 'forward_to' }),
  ],
  ['renames a label over the keys of a ConfigMap', (hand) => rename(hand, renamings.configMap)],
  [
    'renames a component over two files and Alloy inside YAML inside YAML, with a preview',
    (hand) => rename(hand, renamings.declare, { picture: 'rename', row: 'web' }),
  ],
]

const formatting: readonly Step[] = [
  [
    'formats a file',
    async (hand) => {
      const { page } = hand
      await openFile(page, 'crooked.alloy')
      await runCommand(page, 'Format Document')
      await save(hand, 'formatting/crooked.alloy', formatted.alloy)
    },
  ],
  [
    'formats the block that a brace closes',
    async (hand) => {
      const { page } = hand
      await toLine(page, formatted.alloy.split('\n').length)
      await page.keyboard.type('\nloki.echo    "c"   {}')
      await save(hand, 'formatting/crooked.alloy', `${formatted.alloy}\nloki.echo "c" { }`)
    },
  ],
  [
    'formats Alloy in YAML, and nothing around it',
    async (hand) => {
      const { page, shoot } = hand
      await openFile(page, 'host.yaml')
      await toPlace(page, alloyFiles['formatting/host.yaml'], 'max_<|>backoff')
      const widget = page.locator('.action-widget')
      const row = widget.locator('.monaco-list-row', { hasText: 'Format the Alloy text here' })
      // A list that was opened before the server knew the file stays without it.
      for (let tries = 0; tries < 5 && !(await row.isVisible()); tries++) {
        await page.keyboard.press('Escape')
        await page.keyboard.press('Control+.')
        await row.waitFor({ timeout: 3000 }).catch(() => undefined)
      }
      await page.waitForTimeout(300)
      await shoot('formatting-embedded')
      await row.click()
      await page.waitForTimeout(300)
      await save(hand, 'formatting/host.yaml', formatted.host)
    },
  ],
  [
    'leaves a faulty file as it is, and says why',
    async (hand) => {
      const { page, shoot } = hand
      await openFile(page, 'faulty.alloy')
      await runCommand(page, 'Format Document')
      const said = page.locator('.notifications-toasts .notification-list-item-message')
      await said.filter({ hasText: 'faulty.alloy was not formatted. Line 4' }).waitFor()
      await page.waitForTimeout(700)
      await shoot('formatting-faulty')
      await page.locator('.tab.active:not(.dirty)').waitFor()
      assert.equal(hand.saved('formatting/faulty.alloy'), alloyFiles['formatting/faulty.alloy'])
      await runCommand(page, 'Notifications: Clear All')
    },
  ],
]

const flow: Step = [
  'shows where data comes from and where it goes',
  async ({ page, shoot }) => {
    await openFile(page, 'sources.alloy')
    await toPlace(page, sources, 'loki.process "sh<|>op"')
    await runCommand(page, 'Peek Call Hierarchy')
    const rows = page.locator('.call-hierarchy .monaco-list-row')
    await rows.filter({ hasText: 'loki.source.file' }).waitFor()
    await page.locator('.peekview-widget a[aria-label^="Show Outgoing Calls"]').click()
    await rows.filter({ hasText: 'loki.write' }).click()
    await page.waitForTimeout(1000)
    await shoot('data-flow')
    await page.keyboard.press('Escape')
  },
]

export const writingWalk: Walk = {
  name: 'writing Alloy',
  folder: 'shop',
  files: alloyFiles,
  open: 'alloy/sources.alloy',
  size: { width: 1120, height: 700 },
  settings: { 'editor.fontSize': 14, '[alloy]': { 'editor.formatOnType': true } },
  steps: [...completion, ...renaming, ...formatting, flow],
  shown: ['completion', 'rename'],
}
