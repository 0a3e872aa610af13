/**
 * A rename as a user makes it: F2 on an argument of a `declare`, the new name, a look at what changes in three files
 * (one of them YAML with Alloy in it), and then it is done. Leaves pictures in `.tmp/pictures`.
 */
import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import * as path from 'node:path'
import type { Page } from 'playwright-core'
import { root } from './host.ts'
import { navigationFiles, writeFiles } from './layout.ts'
import { attempt, type Outcome } from './outcome.ts'
import { remoteUri, startServer, withPage, workbenchUrl } from './workbench.ts'

const name = 'a rename with its preview'

export async function renameTests(folder: string, extensions: string): Promise<readonly Outcome[]> {
  return [await attempt(name, () => renameByHand(path.join(folder, 'rename'), extensions))]
}

async function renameByHand(folder: string, extensions: string): Promise<void> {
  const workspace = path.join(folder, 'logkeel')
  const pictures = path.join(root, '.tmp/pictures')
  writeFiles(workspace, navigationFiles)
  fs.mkdirSync(pictures, { recursive: true })
  const settings = { 'editor.fontSize': 14, 'workbench.colorTheme': 'Default Dark Modern' }
  const server = await startServer({ folder, extensions, settings })
  const opened = [['openFile', remoteUri(server.port, path.join(workspace, 'modules/lib.alloy'))]] as const
  try {
    await withPage({ width: 1280, height: 760 }, async (page) => {
      await page.goto(workbenchUrl(server.port, workspace, opened))
      const shoot = (picture: string) => page.screenshot({ path: path.join(pictures, `${picture}.png`) })
      try {
        await walk(page, shoot)
      } catch (reason) {
        await shoot('failed')
        throw new assert.AssertionError({ message: `${String(reason)}\nsee .tmp/pictures/failed.png` })
      }
    })
  } finally {
    await server.stop()
  }
}

async function walk(page: Page, shoot: (picture: string) => Promise<unknown>): Promise<void> {
  const word = page
    .locator('.view-line span span')
    .filter({ hasText: /^receivers$/ })
    .first()
  await word.waitFor({ timeout: 60_000 })
  const box = page.locator('.rename-box input')
  // The server reads the workspace first; until it has, nothing can be renamed.
  for (let tries = 0; tries < 20 && !(await box.isVisible()); tries++) {
    await word.click()
    await page.keyboard.press('F2')
    await box.waitFor({ timeout: 2000 }).catch(() => undefined)
  }
  await box.fill('target')
  await shoot('rename')
  await page.keyboard.press('Control+Enter')
  const panel = page.locator('.bulk-edit-panel')
  for (const file of ['lib.alloy', 'config.alloy', 'map.yaml'])
    await panel.locator('.monaco-list-row', { hasText: file }).first().waitFor({ timeout: 15_000 })
  await panel.locator('.monaco-list-row', { hasText: 'map.yaml' }).first().click()
  await page.waitForTimeout(500)
  await shoot('rename-preview')
  await panel.getByRole('button', { name: 'Apply' }).first().click()
  await page.locator('.view-line', { hasText: 'argument "target"' }).first().waitFor({ timeout: 15_000 })
  await shoot('renamed')
}
