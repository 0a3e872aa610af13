/**
 * Completion for `logkeel.yaml`, from the schema that validates it: keys at each place, values of those that take one
 * of a few, names of environments and rules, and the guide's values where a policy has one.
 */
import { rules } from '../../rules/index.generated.ts'
import { namedKinds } from '../../syntax/classify.ts'
import type { KeyPath } from '../../syntax/yaml/path.ts'
import { t } from '../../text/translate.ts'
import type { Completion, CompletionSource, FeatureContext } from '../feature.ts'
import { defaultsOf, type SettingSchema, settingAt, settingText, valuesOf } from '../hover/settings.ts'
import { type YamlPlace, yamlPlace } from './yamlPlace.ts'

function* complete(context: FeatureContext, offset: number): Iterable<Completion> {
  const place = yamlPlace(context.document, offset)
  const schema = place && settingAt(place.keys)
  if (!place || !schema) return
  if (place.begun === 'value') yield* values(context, place, schema)
  else yield* keys(context, place, schema)
}

function* keys(context: FeatureContext, place: YamlPlace, schema: SettingSchema): Iterable<Completion> {
  for (const { name, detail } of namesBelow(context, place.keys, schema)) {
    if (place.siblings.has(name)) continue
    const path = [...place.keys, name]
    const own = settingAt(path)
    if (!own) continue
    const nested = own.type === 'object' || own.type === 'array'
    yield {
      label: name,
      ...(detail !== undefined && { detail }),
      markdown: settingText(path, own),
      range: place.range,
      insert: place.colon ? name : nested ? `${name}:` : `${name}: `,
      kind: 'property',
    }
  }
}

interface Name {
  readonly name: string
  readonly detail?: string
}

/** The keys that can stand below a path: those of the schema, or names that the workspace and the product have. */
function namesBelow({ workspace }: FeatureContext, path: KeyPath, schema: SettingSchema): readonly Name[] {
  if (schema.properties) return Object.keys(schema.properties).map((name) => ({ name }))
  if (schema.propertyNames?.enum) return schema.propertyNames.enum.map((name) => ({ name: String(name) }))
  const [first] = path
  if (first === 'rules') return rules.map(({ id, severity }) => ({ name: id, detail: severity }))
  const byEnvironment = /^(?:environments|policy|equals|atLeast|atMost)$/.test(String(path.at(-1)))
  if (byEnvironment) return environmentNames(workspace).map((name) => ({ name }))
  return first === 'files' ? Object.keys(namedKinds).map((name) => ({ name })) : []
}

function environmentNames({ settings }: FeatureContext['workspace']): readonly string[] {
  return [...new Set([...Object.keys(settings.environments), ...Object.keys(settings.policy)])]
}

function* values(
  { workspace }: FeatureContext,
  { keys: path, range }: YamlPlace,
  schema: SettingSchema,
): Iterable<Completion> {
  const field = path.at(-1)
  const known = valuesOf(schema)
  const names =
    field === 'kind' ? Object.keys(namedKinds) : field === 'environment' ? environmentNames(workspace) : []
  for (const value of [...known, ...names]) yield { label: value, range, insert: value, kind: 'value' }
  if (known.length > 0) return
  const offered = new Map<string, string[]>()
  for (const { value, environment } of defaultsOf(path))
    offered.set(value, [...(offered.get(value) ?? []), ...(environment === undefined ? [] : [environment])])
  for (const [value, environments] of offered)
    yield {
      label: value,
      detail: environments.length > 0 ? environments.join(', ') : t('default'),
      range,
      insert: schema.type === 'integer' || !/^[\d.]+$/.test(value) ? value : `"${value}"`,
      kind: 'value',
    }
}

export const completion: CompletionSource = { kinds: ['settings'], complete }
