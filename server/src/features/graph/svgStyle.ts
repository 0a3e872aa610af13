/**
 * Colours and patterns of the drawing. A file of its own gets plain colours for light and for dark, without variables:
 * many programs that show SVG know none. In the editor the page's own style sheet takes the same classes.
 */
import type { FlowKind } from './graph.ts'

/** How an edge is drawn: what it is must be seen without colour too. */
export interface EdgeStyle {
  readonly light: string
  readonly dark: string
  readonly width: number
  /** `stroke-dasharray`; empty for a line without gaps. */
  readonly dashes: string
  readonly head: 'filled' | 'hollow' | 'dot'
}

export const edgeStyles: Readonly<Record<FlowKind, EdgeStyle>> = {
  logs: { light: '#1769c2', dark: '#6cb2ff', width: 1.8, dashes: '', head: 'filled' },
  metrics: { light: '#bd5209', dark: '#ff9f5a', width: 1.8, dashes: '9 4', head: 'filled' },
  traces: { light: '#7b3fc9', dark: '#c39bff', width: 1.8, dashes: '9 3 2 3', head: 'filled' },
  profiles: { light: '#b8246b', dark: '#ff86b8', width: 2, dashes: '2 4', head: 'filled' },
  otel: { light: '#0b7a75', dark: '#4fd1c5', width: 1.8, dashes: '16 4', head: 'filled' },
  targets: { light: '#4a7a12', dark: '#a3d65c', width: 1.5, dashes: '5 3', head: 'hollow' },
  value: { light: '#667085', dark: '#9aa4b2', width: 1.3, dashes: '1.5 3', head: 'dot' },
}

const severityColours = {
  error: ['#c62828', '#ff7b72'],
  warning: ['#b26a00', '#f2b34c'],
  info: ['#1769c2', '#6cb2ff'],
  hint: ['#667085', '#9aa4b2'],
} as const

/** Properties by selector. */
type Sheet = Readonly<Record<string, Readonly<Record<string, string | number>>>>

const fonts = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif'

/** What does not hang on the colours of the place: sizes, weights, patterns. */
const shapes: Sheet = {
  '.node .frame': { 'stroke-width': 1.2 },
  '.missing .frame, .elsewhere .frame': { 'stroke-dasharray': '5 4' },
  '.icon': { fill: 'none', 'stroke-width': 1.6, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' },
  '.small': { 'font-size': '10.5px' },
  '.large': { 'font-size': '13px', 'font-weight': 600 },
  '.title': { 'font-size': '16px', 'font-weight': 600 },
  '.line, .head': { fill: 'none', 'stroke-linecap': 'round', 'stroke-linejoin': 'round' },
  '.hit': { fill: 'none', stroke: 'transparent', 'stroke-width': 11 },
  '.badge .sign': {
    fill: 'none',
    'stroke-width': 1.7,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  },
  '.badge text': { 'font-size': '10.5px', 'font-weight': 700 },
}

interface Theme {
  readonly page: string
  readonly box: string
  readonly border: string
  readonly group: string
  readonly text: string
  readonly muted: string
  /** What is written on a badge. */
  readonly onBadge: string
  readonly column: 0 | 1
}

const light: Theme = {
  page: '#ffffff',
  box: '#ffffff',
  border: '#c5ccd6',
  group: '#f5f7fa',
  text: '#1b2430',
  muted: '#5b6675',
  onBadge: '#ffffff',
  column: 0,
}

const dark: Theme = {
  page: '#171b21',
  box: '#222831',
  border: '#454f5e',
  group: '#1d222a',
  text: '#e8ecf2',
  muted: '#a5b0bf',
  onBadge: '#171b21',
  column: 1,
}

function themed(theme: Theme): Sheet {
  const edges = Object.entries(edgeStyles).flatMap(([kind, style]) => {
    const colour = theme.column === 0 ? style.light : style.dark
    return [
      [`.${kind} .line, .${kind} .head, .${kind} .icon`, { stroke: colour }],
      [`.${kind} .filled, .${kind} .dot, .${kind} .port`, { fill: colour }],
      [`.${kind} .tile`, { fill: colour, 'fill-opacity': theme.column === 0 ? 0.11 : 0.17 }],
    ] as const
  })
  const badges = Object.entries(severityColours).flatMap(([severity, colours]) => {
    const colour = colours[theme.column]
    return [
      [`.badge.${severity} .pill`, { fill: colour }],
      [`.node.${severity} .frame`, { stroke: colour }],
    ] as const
  })
  return {
    '.page': { fill: theme.page },
    '.node .frame': { fill: theme.box, stroke: theme.border },
    '.missing .frame, .elsewhere .frame': { fill: theme.page },
    '.group .frame': { fill: theme.group, stroke: theme.border },
    '.tile': { fill: theme.muted, 'fill-opacity': 0.13 },
    '.icon': { stroke: theme.muted },
    '.hollow': { fill: theme.page },
    text: { fill: theme.text },
    '.small': { fill: theme.muted },
    '.badge text': { fill: theme.onBadge },
    '.badge .sign': { stroke: theme.onBadge },
    ...Object.fromEntries([...edges, ...badges]),
  }
}

function written(sheet: Sheet): string {
  return Object.entries(sheet)
    .map(([selector, properties]) => {
      const declarations = Object.entries(properties).map(([name, value]) => `${name}:${value}`)
      return `${selector}{${declarations.join(';')}}`
    })
    .join('\n')
}

function patterns(): Sheet {
  return Object.fromEntries(
    Object.entries(edgeStyles).map(([kind, { width, dashes }]) => [
      `.${kind} .line`,
      { 'stroke-width': width, ...(dashes !== '' && { 'stroke-dasharray': dashes }) },
    ]),
  )
}

/** The style of a drawing that stands in a page with colours of its own. */
export function innerStyle(): string {
  return written({ ...shapes, ...patterns() })
}

/** The style of a file of its own. */
export function fileStyle(): string {
  const all = { text: { 'font-family': fonts } }
  const sheets = [written(all), innerStyle(), written(themed(light))]
  return `${sheets.join('\n')}\n@media (prefers-color-scheme: dark){\n${written(themed(dark))}\n}`
}
