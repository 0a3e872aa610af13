/**
 * Arguments that are regular expressions of Go, and what Alloy 1.18.0 does with one that it can't read: measured on the
 * program. Those of type `common/relabel.Regexp` are read by `alloy validate`, the others by the start, if at all.
 */

export interface RegexArgument {
  /** Name of the definition of the block. */
  readonly definition: string
  /** The argument, or one whose elements are expressions. */
  readonly argument: string
  /** Who refuses one that can't be read; undefined where Alloy starts and the component does not work. */
  readonly refusedBy: 'alloy' | 'alloy run' | undefined
  /** What the program puts around it. */
  readonly around?: readonly [before: string, after: string]
  /** Whether an empty one is refused too. */
  readonly notEmpty?: true
  /** Whether it is of use only with named groups. */
  readonly namesGroups?: true
  /** Arguments of the component under which it may not be read at all. */
  readonly unless?: readonly string[]
}

const stages = 'loki/process/stages'

export const regexArguments: readonly RegexArgument[] = [
  {
    definition: 'common/relabel.Config',
    argument: 'regex',
    refusedBy: 'alloy',
    around: ['^(?s:', ')$'],
  },
  {
    definition: `${stages}.RegexConfig`,
    argument: 'expression',
    refusedBy: 'alloy run',
    notEmpty: true,
    namesGroups: true,
  },
  { definition: `${stages}.ReplaceConfig`, argument: 'expression', refusedBy: 'alloy run', notEmpty: true },
  { definition: `${stages}.DropConfig`, argument: 'expression', refusedBy: 'alloy run' },
  { definition: `${stages}.MultilineConfig`, argument: 'firstline', refusedBy: 'alloy run', notEmpty: true },
  { definition: `${stages}.JSONConfig`, argument: 'regex', refusedBy: 'alloy run' },
  { definition: `${stages}.LogfmtConfig`, argument: 'regex', refusedBy: 'alloy run' },
  { definition: `${stages}.LuhnFilterConfig`, argument: 'skip_regex', refusedBy: 'alloy run' },
  { definition: `${stages}.StructuredMetadataConfig`, argument: 'regex', refusedBy: 'alloy run' },
  { definition: 'prometheus/exporter/process.MatcherGroup', argument: 'cmdline', refusedBy: 'alloy run' },
  {
    definition: 'otelcol/processor/k8sattributes.FieldExtractConfig',
    argument: 'key_regex',
    refusedBy: 'alloy run',
    around: ['^(?:', ')$'],
  },
  { definition: 'otelcol.AttrActionKeyValue', argument: 'pattern', refusedBy: undefined },
  { definition: 'otelcol.MultilineConfig', argument: 'line_start_pattern', refusedBy: undefined },
  { definition: 'otelcol.MultilineConfig', argument: 'line_end_pattern', refusedBy: undefined },
  ...nodeExporter('FilesystemConfig', 'mount_points_exclude', 'fs_types_exclude'),
  ...nodeExporter('NetdevConfig', 'device_exclude', 'device_include'),
  ...nodeExporter('NetclassConfig', 'ignored_devices'),
  ...nodeExporter('VMStatConfig', 'fields'),
]

/** Collectors of `prometheus.exporter.unix` that run unless somebody turns them off: they panic. */
function nodeExporter(type: string, ...names: readonly string[]): readonly RegexArgument[] {
  return names.map((argument) => ({
    definition: `prometheus/exporter/unix.${type}`,
    argument,
    refusedBy: 'alloy run',
    unless: ['disable_collectors', 'set_collectors'],
  }))
}
