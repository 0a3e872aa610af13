/**
 * What a user does with a finding: sees the squiggle, hovers, opens the list of fixes, takes one.
 */
import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import * as path from 'node:path'
import type { Page } from 'playwright-core'
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

/** Makes room for the hover above the list of problems. */
async function lowerPanel(page: Page): Promise<void> {
  const box = await page.locator('.part.panel').boundingBox()
  assert.ok(box)
  await page.mouse.move(box.x + 200, box.y - 1)
  await page.mouse.down()
  await page.mouse.move(box.x + 200, box.y + 20, { steps: 3 })
  await page.mouse.move(box.x + 200, 590, { steps: 5 })
  await page.mouse.up()
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
      await page.locator('.markers-panel', { hasText: scene.message }).waitFor()
      await lowerPanel(page)
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
      // With the control key a name under the pointer is drawn as a link.
      await page.mouse.move(900, 500)
      await page.keyboard.press('Control+.')
      await page.locator('.action-widget', { hasText: scene.fix }).waitFor()
      await page.waitForTimeout(300)
      await shoot('fixes')
      await page.keyboard.press('Enter')
      await page.locator('.view-line', { hasText: scene.fixed }).first().waitFor()
      await page.locator('.markers-panel', { hasText: scene.message }).waitFor({ state: 'hidden' })
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
  size: { width: 1280, height: 780 },
  settings: { 'editor.fontSize': 14 },
  steps,
  shown: ['workbench', 'fixes'],
}
