/**
 * The pipeline view as a user meets it: opened by its button beside the file, followed with mouse and keyboard, redrawn
 * while the text is edited.
 */
import assert from 'node:assert/strict'
import type { FrameLocator, Page } from 'playwright-core'
import { eventuallyAt, openFile, type Step, toLine, type Walk } from './walk.ts'

const config = `// Logs of all pods, metrics of the hosts, and what applications send by OTLP.
discovery.kubernetes "pods" {
	role = "pod"
}

discovery.relabel "pods" {
	targets = discovery.kubernetes.pods.targets
}

loki.source.kubernetes "pods" {
	targets    = discovery.relabel.pods.output
	forward_to = [loki.process.app.receiver]
}

loki.process "app" {
	forward_to = [loki.write.default.receiver, loki.write.defualt.receiver]

	stage.json {
		expressions = {level = ""}
	}
}

local.file "token" {
	filename = "/run/secrets/token"
}

loki.write "default" {
	endpoint {
		url                 = "http://loki-v3-gateway.loki-v3.svc:80/loki/api/v1/push"
		bearer_token        = local.file.token.content
		max_backoff_retries = 0
	}
}

prometheus.exporter.unix "host" { }

prometheus.scrape "host" {
	targets    = prometheus.exporter.unix.host.targets
	forward_to = [prometheus.remote_write.mimir.receiver]
}

prometheus.remote_write "mimir" {
	endpoint {
		url = "http://mimir/api/v1/push"
	}
}

otelcol.receiver.otlp "in" {
	grpc { }

	output {
		metrics = [otelcol.exporter.prometheus.metrics.input]
		logs    = [otelcol.exporter.loki.logs.input]
		traces  = [otelcol.exporter.otlp.tempo.input]
	}
}

otelcol.exporter.prometheus "metrics" {
	forward_to = [prometheus.remote_write.mimir.receiver]
}

otelcol.exporter.loki "logs" {
	forward_to = [loki.process.app.receiver]
}

otelcol.exporter.otlp "tempo" {
	client {
		endpoint = "tempo:4317"
	}
}
`

const manifest = `apiVersion: v1
kind: ConfigMap
metadata:
  name: alloy
data:
  config.alloy: |
    loki.source.api "in" {
      forward_to = [loki.echo.out.receiver]
    }

    loki.echo "out" { }
`

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
      await writer.locator('.badge').waitFor({ timeout: 15_000 })
      assert.match(
        (await pageOf(page).locator('#outline li').allInnerTexts()).join('\n'),
        /loki\.process\.app/,
      )
    },
  ],
  [
    'goes to the block of a node that is clicked',
    async ({ page, shoot }) => {
      await nodeOf(page, 'loki.write.default').click()
      await eventuallyAt(page, lineWith('loki.write "default"'))
      await nodeOf(page, 'loki.write.default')
        .and(pageOf(page).locator('.marked'))
        .waitFor({ timeout: 15_000 })
      await page.keyboard.press('Control+B')
      await pageOf(page).locator('#fit').click()
      await page.waitForTimeout(800)
      await shoot('pipeline')
      await page.keyboard.press('Control+B')
    },
  ],
  [
    'marks the block that the cursor is in',
    async ({ page }) => {
      await toLine(page, lineWith('stage.json'))
      await nodeOf(page, 'loki.process.app').and(pageOf(page).locator('.marked')).waitFor({ timeout: 15_000 })
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
      await nodeOf(page, 'loki.write.second').waitFor({ timeout: 15_000 })
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
      await nodeOf(page, 'loki.echo.out').waitFor({ timeout: 15_000 })
      assert.equal(await pageOf(page).locator('.node').count(), 2)
      await page
        .locator('.editor-actions a[aria-label="Show the Pipeline"]')
        .first()
        .waitFor({ timeout: 15_000 })
      await nodeOf(page, 'loki.echo.out').click()
      await eventuallyAt(page, manifest.split('\n').findIndex((line) => line.includes('loki.echo "out"')) + 1)
      await shoot('pipeline-manifest')
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
  files: { 'config.alloy': config, 'alloy.yaml': manifest },
  open: 'config.alloy',
  size: { width: 1600, height: 900 },
  steps,
  shown: ['pipeline'],
}
