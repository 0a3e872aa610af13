/**
 * Output of Compose services that Docker keeps without a limit, or with less than the environment wants. Only
 * Docker's json-file driver, which is the default, and its `local` driver where limits are written for it; only where an environment's policy says how much is to be kept.
 * What a daemon's own `daemon.json` says is not known here.
 */
import { type ComposeService, composeServices } from '../../model/containers/compose.ts'
import { dockerSize, type JsonFile, jsonFileOf } from '../../model/containers/logging.ts'
import type { Source } from '../../model/containers/text.ts'
import { allFacts, environmentOf } from '../../model/workspace.ts'
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlMap, YamlScalar } from '../../syntax/yaml/ast.ts'
import { insertPair, type OuterEdit, replaceScalar } from '../../syntax/yaml/edit.ts'
import { get, keyIndent, mapOf, textOf } from '../../syntax/yaml/path.ts'
import { walk } from '../../syntax/yaml/visit.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import { fileOf, folderOf } from '../../text/uri.ts'
import { type Finding, policySeverity, type Rule, type RuleContext } from '../rule.ts'

/** What the policy wants of each file and of their number. */
interface Wanted {
  readonly size: string
  readonly files: number
}

/** What is short of it: undefined where it is enough or unknown. */
interface Short {
  readonly size: boolean
  readonly files: boolean
  /** Nothing limits the output at all. */
  readonly unlimited: boolean
}

function* check(context: RuleContext): Iterable<Finding> {
  const { document, policy } = context
  const { dockerLogMaxSize: size, dockerLogMaxFile: files } = policy
  if (size === undefined && files === undefined) return
  const wanted: Wanted = { size: size ?? '10m', files: files ?? 1 }
  const source: Source = { document, tree: yamlTree(document) }
  const judged = composeServices(document).flatMap((service) => {
    const kept = jsonFileOf(source, service)
    return kept && (kept.map || !(service.open || isSetElsewhere(context, service.name)))
      ? [{ service, kept }]
      : []
  })
  const seen = new Set<YamlMap>()
  for (const { service, kept } of judged) {
    if (kept.map && seen.has(kept.map)) continue
    if (kept.map) seen.add(kept.map)
    const short = shortfall(kept, wanted)
    const sharing = judged.filter((other) => kept.map && other.kept.map === kept.map)
    const names = sharing.length ? sharing.map((other) => other.service.name) : [service.name]
    if (short) yield finding(context, source, { service, names, kept, wanted, short })
  }
}

/** A service, or several that share one `logging`. */
interface Case {
  readonly service: ComposeService
  readonly names: readonly string[]
  readonly kept: JsonFile
  readonly wanted: Wanted
  readonly short: Short
}

function shortfall({ maxSize, maxFile, unsaid }: JsonFile, wanted: Wanted): Short | undefined {
  const written = maxSize.scalar ? maxSize.value : unsaid.size
  const unlimited = (!maxSize.scalar && written === undefined) || written === '-1'
  const size = written === undefined ? undefined : dockerSize(written)
  const least = dockerSize(wanted.size)
  const small = unlimited || (size !== undefined && least !== undefined && size < least)
  const count = maxFile.scalar ? Number(maxFile.value) : unsaid.files
  const few = count < wanted.files
  return small || few ? { size: small, files: few, unlimited } : undefined
}

/** Whether a file that Compose may merge with this one sets the service's logging: of the same folder and environment. */
function isSetElsewhere({ workspace, document, environment }: RuleContext, name: string): boolean {
  const own = fileOf(document.uri)
  return allFacts(workspace, 'containers').some((container) => {
    const { uri } = container.place
    if (container.runtime !== 'compose' || container.name !== name || !container.logging || uri === own)
      return false
    const theirs = environmentOf(workspace, uri)
    return folderOf(uri) === folderOf(own) && (theirs === undefined || theirs === environment)
  })
}

function finding(context: RuleContext, source: Source, it: Case): Finding {
  const edits = mend(source, it)
  const { uri } = context.document
  const { wanted } = it
  return {
    range: rangeFor(source, it),
    message: message(context, it),
    severity: policySeverity(context, 'warning'),
    fixes: edits
      ? [
          {
            title: t('Keep {files} files of {size} each', { files: wanted.files, size: wanted.size }),
            // Until the workspace states a policy, how much to keep is our guess.
            safe: context.workspace.settings.stated,
            preferred: true,
            edits: edits.map((edit) => ({ uri, ...edit })),
          },
        ]
      : [],
  }
}

function message({ environment = '' }: RuleContext, { names, kept, wanted, short }: Case): string {
  const { maxSize, maxFile, unsaid } = kept
  const service = names.length > 3 ? `${names.slice(0, 3).join(', ')}, …` : names.join(', ')
  const said = { service, environment, wantedSize: wanted.size, wantedFiles: wanted.files }
  if (short.unlimited)
    return t(
      'Docker keeps the output of {service} in a file that grows until the disk is full: json-file has no max-size. {environment} wants max-size {wantedSize} and max-file {wantedFiles} at least.',
      said,
    )
  const files = maxFile.value ?? (maxFile.scalar ? '' : unsaid.files)
  return t(
    'Docker keeps {files} × {size} of the output of {service}, {environment} wants {wantedFiles} × {wantedSize} at least: what is rotated away while Alloy is down is lost.',
    { ...said, size: maxSize.value ?? unsaid.size ?? '', files },
  )
}

/** The value that is too small, else what lacks one. */
function rangeFor({ tree }: Source, { service, kept, short }: Case): Range {
  const wrong = (short.size && kept.maxSize.scalar) || (short.files && kept.maxFile.scalar)
  const logging = service.maps[0]?.pairs.find((pair) => pair.key.text === 'logging')
  const driver = kept.map?.pairs.find((pair) => pair.key.text === 'driver')
  return rangeOf(
    tree,
    wrong || (kept.options?.key ?? driver ?? (kept.map && logging?.key) ?? service.pair.key),
  )
}

/** The edits that make it what the policy wants; a shared definition is changed where it stands. */
function mend({ tree }: Source, { service, kept, wanted, short }: Case): readonly OuterEdit[] | undefined {
  const options = mapOf(kept.options?.value)
  const step = ' '.repeat(stepOf(service, tree))
  const size = `max-size: "${wanted.size}"`
  const files = `max-file: "${wanted.files}"`
  if (!kept.map) return complete([insertLogging({ tree, service, wanted, step })])
  if (!options) {
    const entry = kept.map.flow
      ? `options: { ${size}, ${files} }`
      : `options:\n${step}${size}\n${step}${files}`
    return complete([
      kept.options ? insertPair(tree, kept.options, `${size}\n${files}`) : insertPair(tree, kept.map, entry),
    ])
  }
  const put = (scalar: YamlScalar | undefined, value: string) => scalar && replaceScalar(tree, scalar, value)
  const missing = [
    short.size && !kept.maxSize.scalar && size,
    short.files && !kept.maxFile.scalar && files,
  ].filter(Boolean)
  return complete([
    ...(short.size && kept.maxSize.scalar ? [put(kept.maxSize.scalar, wanted.size)] : []),
    ...(short.files && kept.maxFile.scalar ? [put(kept.maxFile.scalar, String(wanted.files))] : []),
    ...(missing.length ? [insertPair(tree, options, missing.join('\n'))] : []),
  ])
}

interface Insertion {
  readonly tree: Source['tree']
  readonly service: ComposeService
  readonly wanted: Wanted
  readonly step: string
}

/** A `logging` block, or the anchor of one in the file that is enough. */
function insertLogging({ tree, service, wanted, step }: Insertion): OuterEdit | undefined {
  const own = service.pair.value
  if (own?.kind !== 'map') return undefined
  const anchor = anchorFor(tree, wanted, rangeOf(tree, own).start)
  if (anchor !== undefined) return insertPair(tree, own, `logging: *${anchor}`)
  const size = `max-size: "${wanted.size}"`
  const files = `max-file: "${wanted.files}"`
  if (own.flow) return insertPair(tree, own, `logging: { driver: json-file, options: { ${size}, ${files} } }`)
  const lines = [
    'logging:',
    `${step}driver: json-file`,
    `${step}options:`,
    `${step}${step}${size}`,
    `${step}${step}${files}`,
  ]
  return insertPair(tree, own, lines.join('\n'))
}

/** The name of an anchor before `offset` whose map is a `logging` that is enough. */
function anchorFor(tree: Source['tree'], wanted: Wanted, offset: number): string | undefined {
  let found: string | undefined
  walk(tree, ({ node }) => {
    if (node.kind !== 'map' || node.anchor === undefined || rangeOf(tree, node).start >= offset) return
    const size = dockerSize(textOf(get(node, ['options', 'max-size'])) ?? '')
    const files = Number(textOf(get(node, ['options', 'max-file'])) ?? 1)
    const enough = size !== undefined && size >= (dockerSize(wanted.size) ?? 0) && files >= wanted.files
    if (enough && (textOf(get(node, ['driver'])) ?? 'json-file') === 'json-file') found ??= node.anchor
  })
  return found
}

/** By how much the file indents the keys of a service. */
function stepOf({ pair }: ComposeService, tree: Source['tree']): number {
  const first = pair.value?.kind === 'map' && !pair.value.flow ? pair.value.pairs[0] : undefined
  const step = first ? keyIndent(tree, first) - keyIndent(tree, pair) : 2
  return step > 0 ? step : 2
}

function complete(edits: readonly (OuterEdit | undefined)[]): readonly OuterEdit[] | undefined {
  const made = edits.flatMap((edit) => edit ?? [])
  return made.length === edits.length ? made : undefined
}

export const rule: Rule = {
  id: 'compose/unrotated-logs',
  title: 'Output of services that Docker keeps without a limit, or less of it than the environment wants',
  kinds: ['compose'],
  severity: 'warning',
  check,
}
