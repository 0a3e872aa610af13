/**
 * The style of the pipeline view's page: all colours are the theme's. The drawing's own sheet (patterns, sizes) comes
 * with it from the server.
 */

/** Colours of what flows, from the theme's colours for charts, and where a theme has one for it, from its symbols. */
const flows: Readonly<Record<string, string>> = {
  logs: '--vscode-charts-blue',
  metrics: '--vscode-symbolIcon-classForeground, var(--vscode-charts-orange)',
  traces: '--vscode-charts-purple',
  profiles: '--vscode-terminal-ansiBrightMagenta',
  otel: '--vscode-terminal-ansiCyan',
  targets: '--vscode-charts-green',
  value: '--vscode-descriptionForeground',
}

const severities: Readonly<Record<string, string>> = {
  error: '--vscode-editorError-foreground',
  warning: '--vscode-editorWarning-foreground',
  info: '--vscode-editorInfo-foreground',
  hint: '--vscode-descriptionForeground',
}

const flowRules = Object.entries(flows).map(
  ([kind, colour]) => `.${kind} .line, .${kind} .head, .${kind} .icon { stroke: var(${colour}); }
.${kind} .filled, .${kind} .dot, .${kind} .port { fill: var(${colour}); }
.${kind} .tile { fill: var(${colour}); fill-opacity: .16; }`,
)

const severityRules = Object.entries(severities).map(
  ([severity, colour]) => `.badge.${severity} .pill { fill: var(${colour}); }
.node.${severity} .frame { stroke: var(${colour}); }`,
)

export const pageStyle = `
html, body { height: 100%; margin: 0; padding: 0; }
body { display: flex; flex-direction: column; color: var(--vscode-editor-foreground);
  background: var(--vscode-editor-background); font-family: var(--vscode-font-family); font-size: 13px; }
header { display: flex; align-items: center; gap: 4px; padding: 8px 14px; flex: none;
  border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent)); }
.name { flex: 1; min-width: 60px; overflow: hidden; }
h1 { margin: 0; font-size: 13px; font-weight: 600; }
h1, #summary { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
#summary { margin: 1px 0 0; font-size: 11px; color: var(--vscode-descriptionForeground); }
input { width: 170px; min-width: 60px; margin-right: 6px; padding: 3px 7px; font: inherit; font-size: 12px;
  color: var(--vscode-input-foreground); background: var(--vscode-input-background); border-radius: 4px;
  border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent)); }
input::placeholder { color: var(--vscode-input-placeholderForeground); }
button { display: inline-flex; padding: 5px; border: 1px solid transparent; border-radius: 5px; cursor: pointer;
  color: inherit; background: none; }
button:hover { background: var(--vscode-toolbar-hoverBackground); }
button[aria-pressed=true] { background: var(--vscode-inputOption-activeBackground);
  border-color: var(--vscode-inputOption-activeBorder, transparent); }
button svg { fill: none; stroke: currentColor; stroke-width: 1.3; stroke-linecap: round; stroke-linejoin: round; }
:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 1px; }
main { flex: 1; display: flex; min-height: 0; }
#canvas { flex: 1; overflow: auto; cursor: grab; outline: none; }
#canvas.dragged { cursor: grabbing; }
#canvas > svg { display: block; margin: auto; }
#empty { margin: 80px 24px; text-align: center; color: var(--vscode-descriptionForeground); }
#outline { width: 280px; overflow: auto; padding: 6px 0; flex: none;
  border-left: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent)); }
#outline ul { list-style: none; margin: 0; padding: 0; }
#outline li { padding: 5px 14px; cursor: pointer; overflow-wrap: anywhere; }
#outline li:hover { background: var(--vscode-list-hoverBackground); }
#outline strong { display: block; font-weight: 600; }
#outline span { font-size: 11px; color: var(--vscode-descriptionForeground); }
/* Out of sight it still is there for whoever hears the page. */
body:not(.outlined) #outline, #said { position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0;
  overflow: hidden; clip-path: inset(50%); white-space: nowrap; border: 0; }
footer { flex: none; padding: 8px 24px 0; overflow-x: auto;
  border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent)); }
footer[hidden] { display: none; }

svg text { font-family: var(--vscode-font-family); fill: var(--vscode-editor-foreground); }
svg text.small { fill: var(--vscode-descriptionForeground); }
.node { cursor: pointer; outline: none; }
.node .frame { fill: var(--vscode-editorWidget-background);
  stroke: var(--vscode-contrastBorder, var(--vscode-editorWidget-border, var(--vscode-widget-border, #8886))); }
.missing .frame, .elsewhere .frame { fill: var(--vscode-editor-background); }
.group .frame { fill: var(--vscode-sideBar-background, transparent); fill-opacity: .6;
  stroke: var(--vscode-contrastBorder, var(--vscode-editorWidget-border, #8886)); }
.tile { fill: var(--vscode-descriptionForeground); fill-opacity: .13; }
.icon { stroke: var(--vscode-descriptionForeground); }
.head.hollow { fill: var(--vscode-editor-background); }
.badge text { fill: var(--vscode-editor-background); }
.badge .sign { stroke: var(--vscode-editor-background); }
${flowRules.join('\n')}
${severityRules.join('\n')}
.node:hover .frame { stroke: var(--vscode-focusBorder); }
.node.marked .frame { stroke: var(--vscode-focusBorder); stroke-width: 2.4; fill: var(--vscode-list-inactiveSelectionBackground, var(--vscode-editorWidget-background)); }
.node:focus-visible .frame { stroke: var(--vscode-focusBorder); stroke-width: 3; stroke-dasharray: none; }
.edge { cursor: pointer; }
.edge:hover .line { stroke-width: 3; }
.legend-only .edge { cursor: default; }
/* What has to do with the block under the pointer or the keyboard stays, the rest steps back. */
.near .node:not(.close), .near .edge:not(.close) { opacity: .38; }
.found .node:not(.match) { opacity: .35; }
.found .edge { opacity: .25; }
.node.match .frame { stroke: var(--vscode-editor-findMatchHighlightBorder, var(--vscode-focusBorder)); stroke-width: 2; }
@media (prefers-reduced-motion: no-preference) { .node, .edge { transition: opacity .12s; } }
`
