/**
 * Makes `server/src/schema/alloy.json` from the facts about Alloy that lie beside the project in `../shared/facts`:
 * the standard library, and the arguments of the components that Logkeel's rules, hovers and completion know. Where
 * the facts are absent the committed file stays. With `--check` nothing is written and a difference exits 1.
 */
import { readFacts, write } from './generated.ts'

interface Attribute {
  readonly name: string
  readonly type: string
  readonly optional?: boolean
  readonly default?: unknown
}
interface BlockUse {
  readonly name: string
  readonly ref: string
  readonly optional?: boolean
  readonly repeated?: boolean
}
interface Definition {
  readonly attributes?: readonly Attribute[]
  readonly blocks?: readonly BlockUse[]
}
interface Component {
  readonly name: string
  readonly args: string
  readonly stability: string
  readonly exports?: readonly { readonly name: string; readonly type: string }[]
}
interface Identifier {
  readonly name: string
  readonly kind: string
  readonly args?: readonly string[]
  readonly returns?: string
  readonly type?: string
  readonly deprecated?: boolean
  readonly replacement?: string
  readonly stability: string
}

const wanted = [
  'loki.write',
  'loki.source.docker',
  'loki.source.file',
  'prometheus.remote_write',
  'prometheus.scrape',
]

const target = 'server/src/schema/alloy.json'
const components = readFacts('alloy-components.json', target) as ComponentFacts | undefined // The facts' README gives this shape.
const library = readFacts('alloy-stdlib.json', target) as LibraryFacts | undefined // Likewise.
if (components && library) write(target, schemaText(components, library))

interface ComponentFacts {
  readonly components: readonly Component[]
  readonly definitions: Readonly<Record<string, Definition>>
}
interface LibraryFacts {
  readonly identifiers: readonly Identifier[]
}

function schemaText(components: ComponentFacts, library: LibraryFacts): string {
  const names: string[] = []
  const indexOf = (ref: string): number => {
    const known = names.indexOf(ref)
    return known >= 0 ? known : names.push(ref) - 1
  }
  const shown = components.components.filter(({ name }) => wanted.includes(name))
  const componentLines = shown.map(({ name, args, stability, exports = [] }) =>
    line(name, [indexOf(args), stability, Object.fromEntries(exports.map((each) => [each.name, each.type]))]),
  )
  const definitionLines: string[] = []
  // The list of names grows while definitions name further ones.
  for (let i = 0; i < names.length; i++) {
    const { attributes = [], blocks = [] } = components.definitions[names[i] ?? ''] ?? {}
    definitionLines.push(
      `    ${JSON.stringify([
        Object.fromEntries(attributes.map((each) => [each.name, attributeOf(each)])),
        Object.fromEntries(blocks.map((each) => [each.name, [indexOf(each.ref), flags(each)]])),
      ])}`,
    )
  }
  const functionLines = library.identifiers.map((each) => line(each.name, identifierOf(each)))
  return `{
  "source": "Alloy 1.18.0, by reflection over its registry and standard library",
  "functions": {\n${functionLines.join(',\n')}\n  },
  "components": {\n${componentLines.join(',\n')}\n  },
  "definitions": [\n${definitionLines.join(',\n')}\n  ]
}
`
}

/** Type, `!` in front of it where it must be given, and the default where there is one. */
function attributeOf({ type, optional, default: value }: Attribute): readonly string[] {
  const word = optional ? type : `!${type}`
  return value === undefined ? [word] : [word, literal(type, value)]
}

/** A default as Alloy's files have it; Go prints `1h0m0s` for `1h`. */
function literal(type: string, value: unknown): string {
  if (type !== 'duration') return JSON.stringify(value)
  return JSON.stringify(
    String(value)
      .replace(/(?<=[hm])0[ms](?=\d|$)/g, '')
      .replace(/(?<=[hm])0s$/, ''),
  )
}

/** `!` for a block that must be there, `*` for one that may stand several times. */
function flags({ optional, repeated }: BlockUse): string {
  return (optional ? '' : '!') + (repeated ? '*' : '')
}

/** What it takes and gives, and its new name or its stability where that is to be said. */
function identifierOf({
  kind,
  args = [],
  returns = '',
  type = '',
  replacement,
  stability,
}: Identifier): readonly string[] {
  const signature = kind === 'function' ? `(${args.join(', ')}) ${returns}` : type
  if (replacement) return [signature, 'deprecated', replacement]
  return stability === 'generally-available' ? [signature] : [signature, stability]
}

function line(name: string, value: unknown): string {
  return `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`
}
