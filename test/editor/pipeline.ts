/**
 * The pipeline view as a user meets it: opened by its button beside the file, followed with mouse and keyboard, redrawn
 * while the text is edited.
 */
import assert from 'node:assert/strict'
import * as path from 'node:path'
import type { FrameLocator, Page } from 'playwright-core'
import { collector, config, manifest } from './pipelineFiles.ts'
import { eventually, eventuallyAt, openFile, runCommand, type Step, toLine, type Walk } from './walk.ts'

/** The page of the view: VS Code puts it into a frame in a frame. */
function pageOf(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame')
}

function nodeOf(page: Page, id: string) {
  return pageOf(page).locator(`.node[data-id="${id}"]`)
}

function lineWith(text: string): number {
  return config.split('\n').findIndex((line) => line.includes(text)) + 1
}

/** Gives the view two thirds of the window, and fits the drawing in. */
async function makeRoom(page: Page): Promise<void> {
  const box = await page.locator('.editor-group-container').last().boundingBox()
  assert.ok(box)
  await page.mouse.move(box.x, box.y + 300)
  await page.mouse.down()
  await page.mouse.move(box.x - 100, box.y + 300, { steps: 5 })
  await page.mouse.move(475, box.y + 300, { steps: 5 })
  await page.mouse.up()
  await pageOf(page).locator('#fit').click()
}

/** Takes a picture once nothing moves and nothing is pointed at; gives how red the page's background is, to 255. */
async function shootStill(page: Page, shoot: () => Promise<void>): Promise<number> {
  await page.mouse.move(0, 0)
  await page.waitForTimeout(1200)
  await shoot()
  const background = await pageOf(page)
    .locator('body')
    .evaluate((body) => {
      // The DOM's types are not part of this project; this is the part of them that is used.
      const { getComputedStyle } = globalThis as unknown as {
        getComputedStyle(element: unknown): { readonly backgroundColor: string }
      }
      return getComputedStyle(body).backgroundColor
    })
  return Number(/\d+/.exec(background)?.[0])
}

const steps: readonly Step[] = [
  [
    'opens by the button in the title and draws each component',
    async ({ page }) => {
      const button = page.locator('.editor-actions a[aria-label="Show the Pipeline"]').first()
      await button.waitFor({ timeout: 60_000 })
      await button.click()
      await nodeOf(page, 'loki.write.default').waitFor({ timeout: 60_000 })
      assert.equal(await pageOf(page).locator('.node').count(), 14)
      assert.match((await pageOf(page).locator('#summary').textContent()) ?? '', /14 components/)
      assert.ok(
        await nodeOf(page, 'missing:loki.write.defualt').evaluate((node) =>
          node.classList.contains('missing'),
        ),
      )
    },
  ],
  [
    'tells by a label what a screen reader has to say, and shows problems on nodes',
    async ({ page }) => {
      const writer = nodeOf(page, 'loki.write.default')
      const label = await writer.getAttribute('aria-label')
      assert.match(label ?? '', /^loki\.write\.default, writer\. .*From loki\.process\.app \(logs\)/)
      await writer.locator('.badge').waitFor()
      assert.match(
        (await pageOf(page).locator('#outline li').allInnerTexts()).join('\n'),
        /loki\.process\.app/,
      )
    },
  ],
  [
    'goes to the block of a node that is clicked',
    async ({ page }) => {
      await nodeOf(page, 'loki.write.default').click()
      await eventuallyAt(page, lineWith('loki.write "default"'))
      await nodeOf(page, 'loki.write.default').and(pageOf(page).locator('.marked')).waitFor()
    },
  ],
  [
    'hears a click under which the drawing is replaced',
    async ({ page }) => {
      const box = await nodeOf(page, 'loki.process.app').boundingBox()
      assert.ok(box)
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
      await page.mouse.down()
      await pageOf(page)
        .locator('#canvas')
        .evaluate((canvas) => canvas.replaceChildren(...canvas.cloneNode(true).childNodes))
      await page.mouse.up()
      await eventuallyAt(page, lineWith('loki.process "app"'))
    },
  ],
  [
    'marks the block that the cursor is in',
    async ({ page }) => {
      await toLine(page, lineWith('stage.json'))
      await nodeOf(page, 'loki.process.app').and(pageOf(page).locator('.marked')).waitFor()
      assert.equal(await pageOf(page).locator('.marked').count(), 1)
    },
  ],
  [
    'is walked along the edges with the arrows, and Enter goes to the block',
    async ({ page }) => {
      await nodeOf(page, 'discovery.kubernetes.pods').focus()
      for (const _ of [1, 2, 3]) await page.keyboard.press('ArrowRight')
      const focused = () =>
        pageOf(page)
          .locator('.node:focus')
          .evaluate((node) => node.getAttribute('data-id'))
      assert.equal(await focused(), 'loki.process.app')
      await page.keyboard.press('ArrowLeft')
      const before = await focused()
      assert.ok(
        before === 'loki.source.kubernetes.pods' || before === 'otelcol.exporter.loki.logs',
        String(before),
      )
      await page.keyboard.press('Enter')
      const [component = '', label = ''] = [
        before.slice(0, before.lastIndexOf('.')),
        before.split('.').at(-1),
      ]
      await eventuallyAt(page, lineWith(`${component} "${label}"`))
    },
  ],
  [
    'keeps zoom and place while the text is edited, and shows what is new',
    async ({ page }) => {
      await pageOf(page).locator('#in').click()
      await pageOf(page).locator('#in').click()
      const width = () => pageOf(page).locator('#canvas > svg').getAttribute('width')
      const view = () => pageOf(page).locator('#canvas > svg').getAttribute('viewBox')
      const [before, box] = [Number(await width()), await view()]
      await toLine(page, lineWith('stage.json') - 2)
      await page.keyboard.press('End')
      await page.keyboard.type('\nstage.drop { expression = "x" }')
      await page.waitForTimeout(800)
      assert.equal(await view(), box, 'a stage changes no place')
      assert.equal(Number(await width()), before)
      await page.keyboard.press('Control+End')
      await page.keyboard.type('\nloki.write "second" { }')
      await nodeOf(page, 'loki.write.second').waitFor()
      await page.keyboard.press('Control+Home')
    },
  ],
  [
    'finds components by their names',
    async ({ page, shoot }) => {
      const input = pageOf(page).locator('#search')
      await input.fill('loki.write')
      assert.equal(await pageOf(page).locator('.node.match').count(), 3)
      await pageOf(page).locator('#fit').click()
      await pageOf(page).locator('#outline-button').click()
      await page.waitForTimeout(400)
      await shoot('pipeline-search')
      await input.fill('')
      await pageOf(page).locator('#outline-button').click()
    },
  ],
  [
    'shows what is in a manifest once that is looked at',
    async ({ page, shoot }) => {
      await page.locator('.editor-instance .view-lines').first().click()
      await openFile(page, 'alloy.yaml')
      await nodeOf(page, 'loki.echo.out').waitFor()
      assert.equal(await pageOf(page).locator('.node').count(), 2)
      await page.locator('.editor-actions a[aria-label="Show the Pipeline"]').first().waitFor()
      await nodeOf(page, 'loki.echo.out').click()
      await eventuallyAt(page, manifest.split('\n').findIndex((line) => line.includes('loki.echo "out"')) + 1)
      await shoot('pipeline-manifest')
    },
  ],
  [
    'wears the colours of a dark theme and of a light one',
    async ({ page, shoot }) => {
      await page.setViewportSize({ width: 1280, height: 720 })
      await runCommand(page, 'File: Save All')
      await openFile(page, 'collector.alloy')
      await runCommand(page, 'View: Close Other Editors in Group')
      await nodeOf(page, 'loki.source.journal.host').waitFor()
      await page.keyboard.press('Control+B')
      await makeRoom(page)
      await nodeOf(page, 'loki.process.all').click()
      await nodeOf(page, 'loki.process.all').and(pageOf(page).locator('.marked')).waitFor()
      await nodeOf(page, 'missing:loki.write.archive').locator('.badge').waitFor()
      const dark = await shootStill(page, () => shoot('pipeline'))
      await runCommand(page, 'Preferences: Color Theme')
      await page.keyboard.type('Light Modern')
      await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: 'Light Modern' }).waitFor()
      await page.keyboard.press('Enter')
      await page.locator('.monaco-workbench.vs').waitFor()
      const light = await shootStill(page, () => shoot('pipeline-light'))
      assert.ok(
        dark < 64 && light > 192,
        `the background's red is ${dark} in the dark and ${light} in the light`,
      )
    },
  ],
  [
    'is copied as Mermaid and saved as SVG',
    async ({ page, saved }) => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
      await pageOf(page).locator('#mermaid').click()
      await pageOf(page).locator('#said', { hasText: 'Copied as Mermaid' }).waitFor()
      // Run in the page, whose types are not part of this project.
      const copied: unknown = await page.evaluate('navigator.clipboard.readText()')
      assert.match(String(copied), /^flowchart LR\n.*loki\.process/s)
      await pageOf(page).locator('#svg').click()
      const box = page.locator('.quick-input-box input:focus')
      await box.waitFor()
      await eventually(page, async () => path.basename(await box.inputValue()), 'collector.svg')
      await page.keyboard.press('Enter')
      await pageOf(page).locator('#said', { hasText: 'Saved as collector.svg' }).waitFor()
      assert.match(saved('collector.svg'), /^<svg .*loki\.process.*<\/svg>\s*$/s)
    },
  ],
  [
    'comes back with the window',
    async ({ page, again }) => {
      // The workbench writes down what is open every now and then.
      await page.waitForTimeout(2000)
      await page.goto(again)
      // Which file it had open last is the workbench's to say.
      await pageOf(page).locator('.node').first().waitFor({ timeout: 60_000 })
    },
  ],
]

export const pipelineWalk: Walk = {
  name: 'the pipeline view',
  folder: 'pipelines',
  files: { 'config.alloy': config, 'alloy.yaml': manifest, 'collector.alloy': collector },
  open: 'config.alloy',
  size: { width: 1600, height: 900 },
  steps,
  shown: ['pipeline'],
}
