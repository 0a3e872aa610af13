/**
 * A walk through the workbench as a user takes it, with keys and mouse, in steps that leave pictures in `.tmp/pictures`;
 * `--update-pictures` puts those that the README shows into `docs/images/`. Says how hands move, not where they go.
 */
import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import * as path from 'node:path'
import type { Page } from 'playwright-core'
import type { Files } from './cases.ts'
import { root } from './host.ts'
import { writeFiles } from './layout.ts'
import { attempt, type Outcome } from './outcome.ts'
import { remoteUri, startServer, withPage, workbenchUrl } from './workbench.ts'

/** What a step is done with. */
export interface Hand {
  readonly page: Page
  /** Takes a picture. */
  shoot(picture: string): Promise<void>
  /** The text that a file of the workspace has on the disk. */
  saved(file: string): string
  /** The address that opens the window again as it was. */
  readonly again: string
}

export type Step = readonly [name: string, body: (hand: Hand) => Promise<void>]

export interface Walk {
  readonly name: string
  /** The name of the workspace's folder, which pictures show. */
  readonly folder: string
  readonly files: Files
  /** The file that is open at the start. */
  readonly open: string
  readonly size: { readonly width: number; readonly height: number }
  readonly settings?: Readonly<Record<string, unknown>>
  readonly steps: readonly Step[]
  /** The pictures that the README shows. */
  readonly shown: readonly string[]
}

/** Where a walk is taken. */
export interface Way {
  /** A folder for this run. */
  readonly folder: string
  readonly extensions: string
  readonly updatePictures: boolean
}

const pictures = path.join(root, '.tmp/pictures')

/** Takes the steps until one fails; what comes behind it builds on it. */
export async function takeWalk(walk: Walk, { folder, extensions, updatePictures }: Way): Promise<Outcome[]> {
  fs.mkdirSync(pictures, { recursive: true })
  const run = path.join(folder, walk.folder)
  const workspace = path.join(run, walk.folder)
  writeFiles(workspace, walk.files)
  const looks = { 'workbench.colorTheme': 'Default Dark Modern', 'breadcrumbs.enabled': false }
  const server = await startServer({ folder: run, extensions, settings: { ...looks, ...walk.settings } })
  const opened = [['openFile', remoteUri(server.port, path.join(workspace, walk.open))]] as const
  const outcomes: Outcome[] = []
  try {
    await withPage(walk.size, async (page) => {
      page.setDefaultTimeout(15_000)
      page.setDefaultNavigationTimeout(60_000)
      await page.goto(workbenchUrl(server.port, workspace, opened))
      const hand: Hand = {
        page,
        shoot: async (picture) =>
          void (await page.screenshot({ path: path.join(pictures, `${picture}.png`) })),
        saved: (file) => fs.readFileSync(path.join(workspace, file), 'utf8'),
        again: workbenchUrl(server.port, workspace),
      }
      outcomes.push(...(await takeSteps(walk, hand)))
    })
  } finally {
    await server.stop()
  }
  const failed = outcomes.some(({ error }) => error !== undefined)
  if (updatePictures && !failed)
    for (const picture of walk.shown)
      fs.copyFileSync(path.join(pictures, `${picture}.png`), path.join(root, 'docs/images', `${picture}.png`))
  return outcomes
}

/** Fails what takes longer than any step does: some of the browser's answers have no time limit of their own. */
async function inTime(body: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('not done after 120 s')), 120_000)
  })
  await Promise.race([body, late]).finally(() => clearTimeout(timer))
}

async function takeSteps({ name, folder, steps }: Walk, hand: Hand): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  for (const [step, body] of steps) {
    const outcome = await attempt(`${name} ${step}`, () => inTime(body(hand)))
    outcomes.push(outcome)
    if (outcome.error === undefined) continue
    await hand.shoot(`failed-${folder}`)
    break
  }
  return outcomes
}

/** Waits until `ask` gives what is expected; fails with the difference to what it gave last. */
export async function eventually<T>(page: Page, ask: () => T | Promise<T>, expected: T): Promise<void> {
  const end = Date.now() + 15_000
  for (;;) {
    try {
      assert.deepEqual(await ask(), expected)
      return
    } catch (reason) {
      if (Date.now() > end) throw reason
      await page.waitForTimeout(100)
    }
  }
}

/** The number of the line that the cursor is on, as the status bar has it; none while no editor has the focus. */
async function lineOf(page: Page): Promise<number | undefined> {
  const [status] = await page.locator('[id="status.editor.selection"]').allTextContents()
  const line = /Ln (\d+)/.exec(status ?? '')?.[1]
  return line === undefined ? undefined : Number(line)
}

/** Waits until the cursor is on a line, counted from one. */
export async function eventuallyAt(page: Page, line: number): Promise<void> {
  await eventually(page, () => lineOf(page), line)
}

/** Puts the cursor into the first editor, counted from one. */
export async function toLine(page: Page, line: number, column = 1): Promise<void> {
  await page.locator('.editor-instance .view-lines').first().click()
  await page.keyboard.press('Control+G')
  await page.locator('.quick-input-widget:visible').waitFor()
  await page.keyboard.type(`:${line}:${column}`.slice(await prefixed(page)))
  await page.keyboard.press('Enter')
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' })
  await eventuallyAt(page, line)
}

/** Whether the box has its colon already, as a number of characters to leave out. */
async function prefixed(page: Page): Promise<number> {
  return (await page.locator('.quick-input-box input').first().inputValue()).startsWith(':') ? 1 : 0
}

/** Puts the cursor to `<|>` in a piece of a text that the first editor shows. */
export async function toPlace(page: Page, text: string, marked: string): Promise<void> {
  const start = text.indexOf(marked.replace('<|>', ''))
  assert.ok(start >= 0 && marked.includes('<|>'), `the text has ${marked}`)
  const before = text.slice(0, start + marked.indexOf('<|>')).split('\n')
  await toLine(page, before.length, (before.at(-1)?.length ?? 0) + 1)
}

/**
 * Points at the start of a line that the editor shows until its hover tells of something: a new window's server may not
 * answer yet, and a line that is drawn anew closes its hover.
 */
export async function hoverStart(page: Page, line: string, told: string): Promise<void> {
  const shown = page.locator('.view-line', { hasText: line }).first()
  await shown.waitFor({ timeout: 60_000 })
  const hover = page.locator('.monaco-hover:visible', { hasText: told }).first()
  for (let tries = 0; tries < 20 && !(await hover.isVisible()); tries++) {
    await page.mouse.move(0, 0)
    await shown.hover({ position: { x: 20, y: 9 } })
    await hover.waitFor({ timeout: 3000 }).catch(() => undefined)
  }
  await hover.waitFor({ timeout: 1000 })
}

/** Opens a file by its name. */
export async function openFile(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+P')
  await page.locator('.quick-input-widget:visible').waitFor()
  await page.keyboard.type(name)
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: name }).waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' })
  await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor()
}

/** Runs a command by its title, as the list of all commands has it. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1')
  await page.locator('.quick-input-widget:visible').waitFor()
  await page.keyboard.type(title)
  await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().click()
}

/** Saves all files until one is on the disk as expected: what was asked for before may still be under way. */
export async function save({ page, saved }: Hand, file: string, expected: string): Promise<void> {
  for (let tries = 0; tries < 20 && saved(file) !== expected; tries++) {
    await runCommand(page, 'File: Save All')
    await page.waitForTimeout(300)
  }
  assert.equal(saved(file), expected, file)
}

function suggestions(page: Page) {
  return page.locator('.suggest-widget.visible .monaco-list-row')
}

/** The labels that the list of suggestions shows, from its top. */
export async function offered(page: Page): Promise<readonly string[]> {
  await suggestions(page).first().waitFor()
  return suggestions(page).locator('.label-name').allInnerTexts()
}

/** Waits until the first suggestion is the one, with its details beside the list. */
export async function offersFirst(page: Page, label: string, details: string): Promise<void> {
  const first = page.locator('.suggest-widget.visible .monaco-list-row.focused', { hasText: label })
  await first.waitFor()
  const beside = page.locator('.suggest-details-container:visible', { hasText: details })
  if (!(await page.locator('.suggest-details-container').isVisible()))
    await page.keyboard.press('Control+Space')
  await beside.waitFor()
}

/** Takes back what was done to the shown file. */
export async function undoAll({ page, saved }: Hand, file: string, before: string): Promise<void> {
  for (let tries = 0; tries < 20 && saved(file) !== before; tries++) {
    await page.keyboard.press('Control+Z')
    await page.keyboard.press('Control+S')
    await page.waitForTimeout(300)
  }
  assert.equal(saved(file), before, file)
}
