/**
 * The page of the pipeline view: its HTML, with a policy that lets it load nothing and run its own script only. Script
 * and style are part of the text, so nothing has to be fetched wherever the extension runs.
 */
import * as vscode from 'vscode'
import type { PageTexts } from './messages.ts'
import { pageStyle } from './pipelineStyle.ts'

/** The HTML. @param script the text of `dist/pipeline.js` */
export function pipelinePage(script: string): string {
  const nonce = crypto.randomUUID()
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`
  return `<!DOCTYPE html>
<html lang="${escaped(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<style nonce="${nonce}">${pageStyle}</style>
</head>
<body data-texts="${escaped(JSON.stringify(texts()))}">
<header role="toolbar" aria-label="${escaped(vscode.l10n.t('Pipeline'))}">
<div class="name"><h1 id="title"></h1><p id="summary"></p></div>
<input id="search" type="search" spellcheck="false" placeholder="${escaped(texts().search)}" aria-label="${escaped(texts().search)}">
${buttons()}
</header>
<main>
<div id="canvas" tabindex="-1"><p id="empty">${escaped(texts().loading)}</p></div>
<nav id="outline" aria-label="${escaped(texts().outline)}"></nav>
</main>
<footer id="legend" hidden></footer>
<p id="said" role="status"></p>
<script nonce="${nonce}">${script}</script>
</body>
</html>`
}

function texts(): PageTexts {
  const { t } = vscode.l10n
  return {
    search: t('Search components'),
    matches: t('{0} found'),
    noMatch: t('Nothing found'),
    outline: t('Outline'),
    pipeline: t('Pipeline'),
    loading: t('Open an Alloy file to see its pipeline.'),
  }
}

/** Signs in a square of 16 by 16. */
const icons = {
  out: 'M3 8h10',
  in: 'M3 8h10M8 3v10',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  'outline-button': 'M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.1M2.5 8h.1M2.5 12h.1',
  'legend-button': 'M2 8a6 6 0 1 0 12 0a6 6 0 1 0 -12 0M8 7.5v3.5M8 5v.1',
  svg: 'M8 2.5v7.5M5 7l3 3 3-3M2.5 11v2.5h11V11',
  mermaid: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8Z',
} as const

function buttons(): string {
  const { t } = vscode.l10n
  const all: readonly (readonly [keyof typeof icons, string])[] = [
    ['out', t('Zoom out')],
    ['in', t('Zoom in')],
    ['fit', t('Fit into the window')],
    ['outline-button', t('Show the outline')],
    ['legend-button', t('Show the legend')],
    ['svg', t('Save as SVG')],
    ['mermaid', t('Copy as Mermaid')],
  ]
  return all
    .map(([id, label]) => {
      const pressed = id === 'outline-button' || id === 'legend-button' ? ' aria-pressed="false"' : ''
      return `<button id="${id}" type="button" title="${escaped(label)}" aria-label="${escaped(label)}"${pressed}><svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="${icons[id]}"/></svg></button>`
    })
    .join('\n')
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
