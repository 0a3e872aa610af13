/**
 * The script of the pipeline view's page: puts the drawing that the server made into the page, and answers pointer and
 * keyboard. It computes no graph and no layout; what it knows comes in messages.
 */
import type { Pipeline, PipelineNode } from '../../../../server/src/lsp/protocol.ts'
import type { FromPage, PageState, PageTexts, ToPage } from '../messages.ts'
import { byId, copyOf, elementsOf } from './dom.ts'
import { createOutline } from './outline.ts'
import { createViewport } from './viewport.ts'
import { nextNode } from './walk.ts'

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void
  getState(): PageState | undefined
  setState(state: PageState): void
}

const host = acquireVsCodeApi()
const canvas = byId('canvas')
// Written by the extension into this very page.
const texts = JSON.parse(document.body.dataset.texts ?? '{}') as PageTexts
const sheet = new CSSStyleSheet()
document.adoptedStyleSheets = [sheet]

let state: PageState = host.getState() ?? {}
let shown: Pipeline | undefined
let marked: string | undefined
/** The node under the pointer or with the focus. */
let pointed: string | undefined

function keep(change: PageState): void {
  state = { ...state, ...change }
  host.setState(state)
}

const viewport = createViewport(canvas, (view) => keep(view))
const outline = createOutline(byId('outline'), (id) => go(id, false))

function go(id: string, stay: boolean): void {
  host.postMessage({ type: 'node', id, stay })
}

function say(text: string): void {
  byId('said').textContent = text
}

function show({ uri, title, pipeline, same }: ToPage & { readonly type: 'show' }): void {
  const focused = document.activeElement?.closest<SVGGElement>('.node')?.dataset.id
  // A window that was closed comes back where it was.
  const kept = same || state.uri === uri
  shown = pipeline
  sheet.replaceSync(pipeline.style)
  byId('title').textContent = title
  byId('summary').textContent = pipeline.summary
  if (pipeline.nodes.length === 0) canvas.replaceChildren(message(pipeline.summary))
  else canvas.replaceChildren(drawing(pipeline))
  byId('legend').replaceChildren(...(pipeline.edges.length > 0 ? [copyOf(pipeline.legend)] : []))
  outline.show(pipeline.nodes)
  viewport.shown(kept ? state : undefined)
  keep({ uri })
  mark(marked, false)
  pointOut(pipeline.nodes.some((node) => node.id === pointed) ? pointed : undefined)
  search()
  if (focused !== undefined) nodeElement(focused)?.focus({ preventScroll: true })
}

function message(text: string): HTMLElement {
  const element = document.createElement('p')
  element.id = 'empty'
  element.textContent = text
  return element
}

/** The drawing, made fit for keyboard and screen reader: a node is a button that tells all there is to it. */
function drawing({ svg, nodes }: Pipeline): SVGSVGElement {
  const root = copyOf(svg)
  root.setAttribute('role', 'group')
  root.setAttribute('aria-label', texts.pipeline)
  const descriptions = new Map(nodes.map(({ id, description }) => [id, description]))
  for (const element of elementsOf(root, '.node')) {
    element.setAttribute('tabindex', '0')
    element.setAttribute('role', 'button')
    element.setAttribute('aria-label', descriptions.get(element.dataset.id ?? '') ?? '')
  }
  for (const element of elementsOf(root, '.edge, .group')) element.setAttribute('aria-hidden', 'true')
  return root
}

function nodeElement(id: string): SVGGElement | undefined {
  return elementsOf(canvas, '.node').find((element) => element.dataset.id === id)
}

function mark(id: string | undefined, reveal: boolean): void {
  marked = id
  for (const element of elementsOf(canvas, '.node')) {
    const isMarked = element.dataset.id === id
    element.classList.toggle('marked', isMarked)
    if (isMarked) element.setAttribute('aria-current', 'location')
    else element.removeAttribute('aria-current')
    if (isMarked && reveal) viewport.reveal(element)
  }
  outline.mark(id)
}

/** Lets all but a node, its neighbours and the edges between them step back. */
function pointOut(id: string | undefined): void {
  pointed = id
  canvas.classList.toggle('near', id !== undefined)
  if (id === undefined) return
  const close = new Set([id])
  for (const { from, to } of shown?.edges ?? []) {
    if (from === id) close.add(to)
    if (to === id) close.add(from)
  }
  for (const element of elementsOf(canvas, '.node'))
    element.classList.toggle('close', close.has(element.dataset.id ?? ''))
  for (const element of elementsOf(canvas, '.edge'))
    element.classList.toggle('close', element.dataset.from === id || element.dataset.to === id)
}

const input = byId('search') as HTMLInputElement // As the page's HTML has it.

/** The nodes whose description holds each word of the search. */
function matches(): readonly PipelineNode[] {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  return (shown?.nodes ?? []).filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)))
}

function search(): void {
  const found = new Set(matches().map(({ id }) => id))
  canvas.classList.toggle('found', input.value.trim() !== '')
  for (const element of elementsOf(canvas, '.node'))
    element.classList.toggle('match', found.has(element.dataset.id ?? ''))
}

function searched(): void {
  search()
  const [first, ...more] = matches()
  const found = first ? texts.matches.replace('{0}', String(more.length + 1)) : texts.noMatch
  say(input.value.trim() === '' ? '' : found)
  const element = first && nodeElement(first.id)
  if (element) viewport.reveal(element)
}

function searchKey(event: KeyboardEvent): void {
  if (event.key === 'Escape') {
    input.value = ''
    search()
    canvas.focus()
  }
  if (event.key !== 'Enter') return
  const first = matches()[0]
  if (first) nodeElement(first.id)?.focus()
}

function canvasKey(event: KeyboardEvent): void {
  const id = nodeUnder(event)
  const isCommand = event.ctrlKey || event.metaKey || event.altKey
  if (id !== undefined && (event.key === 'Enter' || event.key === ' ')) go(id, event.key === ' ')
  else if (event.key === '/' || (event.key === 'f' && isCommand)) input.focus()
  else if (isCommand || !(viewport.key(event.key) || walked(id, event.key))) return
  event.preventDefault()
}

/** Goes to where an arrow leads. @returns whether it leads anywhere */
function walked(from: string | undefined, key: string): boolean {
  const next = shown && nextNode(shown, from, key)
  const element = next && nodeElement(next.id)
  if (!element) return false
  element.focus({ preventScroll: true })
  viewport.reveal(element)
  return true
}

function clicked(event: MouseEvent): void {
  if (viewport.wasDragged() || !(event.target instanceof Element)) return
  const node = event.target.closest<SVGGElement>('.node')?.dataset.id
  const edge = event.target.closest<SVGGElement>('.edge')?.dataset.edge
  if (node !== undefined) go(node, false)
  else if (edge !== undefined) host.postMessage({ type: 'edge', index: Number(edge) })
}

/** The node that the pointer was pressed on. */
let pressed: SVGGElement | undefined

/** Hears a click that the browser does not tell of: what was pressed is gone, for the drawing was replaced meanwhile. */
function released(event: PointerEvent): void {
  const before = pressed
  pressed = undefined
  if (!before || before.isConnected || event.button !== 0) return
  const id = nodeUnder(event)
  if (id !== undefined && id === before.dataset.id) go(id, false)
}

function nodeUnder(event: Event): string | undefined {
  return event.target instanceof Element ? event.target.closest<SVGGElement>('.node')?.dataset.id : undefined
}

function toggle(id: 'outline' | 'legend', on: boolean): void {
  byId(id === 'outline' ? 'outline-button' : 'legend-button').setAttribute('aria-pressed', String(on))
  if (id === 'outline') document.body.classList.toggle('outlined', on)
  else byId('legend').hidden = !on
  keep({ [id]: on })
}

function start(): void {
  window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
    if (data.type === 'show') show(data)
    else if (data.type === 'mark') mark(data.id, true)
    else say(data.text)
  })
  canvas.addEventListener('click', clicked)
  canvas.addEventListener('pointerdown', ({ target }) => {
    pressed = target instanceof Element ? (target.closest<SVGGElement>('.node') ?? undefined) : undefined
  })
  canvas.addEventListener('pointerup', released)
  canvas.addEventListener('keydown', canvasKey)
  canvas.addEventListener('pointerover', (event) => pointOut(nodeUnder(event)))
  canvas.addEventListener('pointerleave', () => pointOut(undefined))
  canvas.addEventListener('focusin', (event) => pointOut(nodeUnder(event)))
  canvas.addEventListener('focusout', () => pointOut(undefined))
  input.addEventListener('input', searched)
  input.addEventListener('keydown', searchKey)
  byId('out').addEventListener('click', () => viewport.key('-'))
  byId('in').addEventListener('click', () => viewport.key('+'))
  byId('fit').addEventListener('click', () => viewport.key('f'))
  byId('outline-button').addEventListener('click', () => toggle('outline', !state.outline))
  byId('legend-button').addEventListener('click', () => toggle('legend', !(state.legend ?? true)))
  byId('svg').addEventListener('click', () => host.postMessage({ type: 'export', format: 'svg' }))
  byId('mermaid').addEventListener('click', () => host.postMessage({ type: 'export', format: 'mermaid' }))
  toggle('outline', state.outline ?? false)
  toggle('legend', state.legend ?? true)
  host.postMessage({ type: 'ready' })
}

start()
