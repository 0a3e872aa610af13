/**
 * The blocks of all Alloy texts of a workspace and the named templates of its charts, by name: what an editor offers to
 * go to. It is told from facts, so no file is read for it; blocks inside a `declare` or `foreach` are not among them.
 */
import type { AlloyConfiguration } from '../model/alloy/components.ts'
import type { AlloyName } from '../model/alloy/names.ts'
import { chartOf } from '../model/charts/values.ts'
import { allFacts, type Workspace } from '../model/workspace.ts'
import type { Place } from '../text/document.ts'
import { memo } from '../text/memo.ts'
import { kindOfComponent } from './graph/flow.ts'
import type { SymbolKind } from './symbols.ts'

export interface WorkspaceSymbol {
  /** As references are written: `loki.write.default`; the name of a template. */
  readonly name: string
  readonly kind: SymbolKind
  /** The way to the text inside the file, of a text that is no file of its own; the chart of a template. */
  readonly container: string | undefined
  /** The label or name, in the file. */
  readonly place: Place
}

/** More than this nobody reads; editors ask again as the user types on. */
const most = 500

/**
 * The blocks and templates whose name holds the letters of `query` in its order, whatever lies between and whatever their case;
 * those that hold it as it is come first.
 */
export function symbolsFor(workspaces: Iterable<Workspace>, query: string): readonly WorkspaceSymbol[] {
  const wanted = query.toLowerCase()
  const whole: WorkspaceSymbol[] = []
  const scattered: WorkspaceSymbol[] = []
  for (const workspace of workspaces) {
    for (const symbol of symbolsIn(workspace)) {
      const name = symbol.name.toLowerCase()
      if (name.includes(wanted)) whole.push(symbol)
      else if (holdsInOrder(name, wanted)) scattered.push(symbol)
    }
  }
  return [...whole, ...scattered].slice(0, most)
}

/** All of them are told once for each state of a workspace. */
const symbolsIn = memo((workspace: Workspace): readonly WorkspaceSymbol[] => {
  const blocks = allFacts(workspace, 'alloy').flatMap((configuration) =>
    configuration.names.flatMap((name) => (name.label === undefined ? [] : [symbolOf(configuration, name)])),
  )
  const templates = allFacts(workspace, 'templates').flatMap(({ uri, units }) =>
    units.flatMap(({ name, ranges: [range] }): WorkspaceSymbol[] =>
      name === undefined || !range
        ? []
        : [{ name, kind: 'template', container: chartOf(workspace, uri)?.name, place: { uri, range } }],
    ),
  )
  return [...blocks, ...templates]
})

function holdsInOrder(text: string, letters: string): boolean {
  let at = 0
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1
    if (at === 0) return false
  }
  return true
}

function symbolOf({ uri }: AlloyConfiguration, { id, name, kind, place }: AlloyName): WorkspaceSymbol {
  const hash = uri.indexOf('#')
  const container =
    hash < 0
      ? undefined
      : uri
          .slice(hash + 1)
          .replaceAll('/', '.')
          .replaceAll('~1', '/')
  return { name: id, kind: kindOf(kind, name), container, place }
}

function kindOf(kind: AlloyName['kind'], name: string): SymbolKind {
  if (kind === 'declare' || kind === 'foreach') return kind
  const found = kindOfComponent(name)
  return found === 'missing' || found === 'other' ? 'module' : found
}
