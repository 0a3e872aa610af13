/**
 * Goes the way of a user with keys and mouse: sees the squiggle, hovers, opens the list of fixes, takes one. Leaves a
 * picture of each step; `--update-pictures` puts the ones that the README shows into `docs/images/`.
 */
import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import * as path from 'node:path'
import type { Page } from 'playwright-core'
import { root } from './host.ts'
import { attempt, type Outcome } from './outcome.ts'
import { remoteUri, startServer, withPage, workbenchUrl } from './workbench.ts'

/** What is photographed: a file of `examples/faulty`, and the finding in it that is pointed at. */
const scene = {
  file: 'monitoring/staging/config.alloy',
  underlined: /^loki.write$/,
  message: 'no write-ahead log',
  fix: 'Add wal { enabled = true }',
  fixed: 'enabled',
}

/** The pictures that the README shows. */
const shown = ['workbench.png', 'fixes.png']

const size = { width: 1280, height: 760 }

export async function pictureTests(
  folder: string,
  extensions: string,
  update: boolean,
): Promise<readonly Outcome[]> {
  const name = 'a user sees the squiggle, its reason, and mends it with one key'
  if (!fs.existsSync(path.join(root, 'examples/faulty', scene.file))) {
    return [{ name, milliseconds: 0, skipped: `examples/faulty/${scene.file} does not exist` }]
  }
  return [await attempt(name, () => photograph(path.join(folder, 'pictures'), extensions, update))]
}

async function photograph(folder: string, extensions: string, update: boolean): Promise<void> {
  const workspace = path.join(folder, 'logkeel')
  const pictures = path.join(root, '.tmp/pictures')
  fs.cpSync(path.join(root, 'examples/faulty'), workspace, { recursive: true })
  fs.mkdirSync(pictures, { recursive: true })
  const settings = {
    'editor.fontSize': 14,
    'workbench.colorTheme': 'Default Dark Modern',
    'breadcrumbs.enabled': false,
  }
  const server = await startServer({ folder, extensions, settings })
  const opened = [['openFile', remoteUri(server.port, path.join(workspace, scene.file))]] as const
  try {
    await withPage(size, async (page) => {
      await page.goto(workbenchUrl(server.port, workspace, opened))
      await walk(page, (name) => page.screenshot({ path: path.join(pictures, `${name}.png`) }))
    })
  } finally {
    await server.stop()
  }
  if (!update) return
  fs.mkdirSync(path.join(root, 'docs/images'), { recursive: true })
  for (const name of shown) fs.copyFileSync(path.join(pictures, name), path.join(root, 'docs/images', name))
}

type Shoot = (name: string) => Promise<unknown>

async function walk(page: Page, shoot: Shoot): Promise<void> {
  const word = page.locator('.view-line span span').filter({ hasText: scene.underlined }).first()
  const squiggle = page.locator('.editor-instance :is(.squiggly-error, .squiggly-warning)').first()
  try {
    await squiggle.waitFor({ timeout: 60_000 })
    await page.keyboard.press('Control+Shift+M')
    await page.locator('.markers-panel', { hasText: scene.message }).waitFor({ timeout: 15_000 })
    await word.hover()
    await page
      .locator('.monaco-hover:visible', { hasText: scene.message })
      .first()
      .waitFor({ timeout: 15_000 })
    // The hover grows once more when the last provider has answered.
    await page.waitForTimeout(1500)
    await shoot('workbench')
    await page.keyboard.press('Escape')
    await word.click()
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
  } catch (reason) {
    await shoot('failed')
    throw new assert.AssertionError({ message: `${String(reason)}\nsee .tmp/pictures/failed.png` })
  }
}
