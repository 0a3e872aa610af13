/**
 * What a user does with a finding: sees the squiggle, hovers, opens the list of fixes, takes one.
 */
import * as fs from 'node:fs'
import * as path from 'node:path'
import type { Files } from './cases.ts'
import { root } from './host.ts'
import { hoverStart, type Step, type Walk } from './walk.ts'

/** What is looked at: a file of `examples/faulty`, and the finding in it that is pointed at. */
const scene = {
  file: 'monitoring/staging/config.alloy',
  line: 'loki.write "monitoring"',
  message: 'no write-ahead log',
  fix: 'Add wal { enabled = true }',
  fixed: 'enabled',
}

const steps: readonly Step[] = [
  [
    'is seen in the text and in the list, and its reason is told',
    async ({ page, shoot }) => {
      await page
        .locator('.editor-instance :is(.squiggly-error, .squiggly-warning)')
        .first()
        .waitFor({ timeout: 60_000 })
      await page.keyboard.press('Control+Shift+M')
      await page.locator('.markers-panel', { hasText: scene.message }).waitFor({ timeout: 15_000 })
      await hoverStart(page, scene.line, scene.message)
      // The hover grows once more when the last provider has answered.
      await page.waitForTimeout(1500)
      await shoot('workbench')
      await page.keyboard.press('Escape')
    },
  ],
  [
    'is mended with one key',
    async ({ page, shoot }) => {
      await page.locator('.view-line', { hasText: scene.line }).click({ position: { x: 20, y: 9 } })
      await page.keyboard.press('Control+.')
      await page.locator('.action-widget', { hasText: scene.fix }).waitFor({ timeout: 15_000 })
      await page.waitForTimeout(300)
      await shoot('fixes')
      await page.keyboard.press('Enter')
      await page.locator('.view-line', { hasText: scene.fixed }).first().waitFor({ timeout: 15_000 })
      await page
        .locator('.markers-panel', { hasText: scene.message })
        .waitFor({ state: 'hidden', timeout: 15_000 })
      await shoot('mended')
    },
  ],
]

/** The files of a folder, by their path in it. */
function filesIn(folder: string): Files {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const files = names.filter((name) => fs.statSync(path.join(folder, name)).isFile())
  return Object.fromEntries(files.map((name) => [name, fs.readFileSync(path.join(folder, name), 'utf8')]))
}

export const mendingWalk: Walk = {
  name: 'a finding',
  folder: 'logkeel',
  files: filesIn(path.join(root, 'examples/faulty')),
  open: scene.file,
  size: { width: 1280, height: 760 },
  settings: { 'editor.fontSize': 14 },
  steps,
  shown: ['workbench', 'fixes'],
}
