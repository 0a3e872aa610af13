/**
 * What the settings of `logkeel.yaml` mean, from the schema that validates it: descriptions, values, defaults; the
 * title of a rule, the files of an environment. Nothing is judged here: the rule `logkeel/settings` does that.
 */
import { fits } from '../../model/environment.ts'
import { defaultSettings } from '../../model/settings.ts'
import { settingsSchema } from '../../model/settingsSchema.ts'
import { environmentOf, pathOf, type Workspace } from '../../model/workspace.ts'
import { rules } from '../../rules/index.generated.ts'
import { yamlTree } from '../../syntax/parse.ts'
import { type KeyPath, pathAt } from '../../syntax/yaml/path.ts'
import { memo } from '../../text/memo.ts'
import { rangeOf } from '../../text/part.ts'
import { touches } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { FeatureContext, Hover, HoverSource } from '../feature.ts'

/** What of a JSON Schema is used here. */
export interface SettingSchema {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly properties?: Readonly<Record<string, SettingSchema>>
  readonly propertyNames?: SettingSchema
  readonly additionalProperties?: SettingSchema | boolean
  readonly items?: SettingSchema
  readonly anyOf?: readonly SettingSchema[]
}

const jsonSchema = memo(
  (schema: typeof settingsSchema) =>
    schema.toJSONSchema({ io: 'input', unrepresentable: 'any' }) as SettingSchema, // Zod's type is that of any JSON Schema.
)

/** The schema of what stands at a path; nothing where no setting is. */
export function settingAt(path: KeyPath): SettingSchema | undefined {
  let at: SettingSchema | undefined = jsonSchema(settingsSchema)
  for (const step of path) {
    const { properties = {}, additionalProperties, items }: SettingSchema = at
    const key = String(step)
    const open = typeof additionalProperties === 'object' ? additionalProperties : undefined
    if (typeof step === 'number') at = items
    else at = Object.hasOwn(properties, key) ? properties[key] : open
    if (!at) return undefined
  }
  return at
}

function hoverAt({ document, workspace }: FeatureContext, offset: number): Hover | undefined {
  const tree = yamlTree(document)
  const at = pathAt(tree, offset)
  const node = at?.nodes.at(-1)
  if (!at || node?.kind !== 'scalar' || !touches(rangeOf(tree, node), offset)) return undefined
  const schema = settingAt(at.keys)
  const text = schema && settingText(at.keys, schema)
  if (text === undefined) return undefined
  const more = filesText(at.keys, at.onKey ? undefined : node.text, workspace)
  return { range: rangeOf(tree, node), markdown: more === undefined ? text : `${text}\n\n${more}` }
}

/** Markdown about the setting at a path. */
export function settingText(path: KeyPath, schema: SettingSchema): string {
  const [first, second] = path
  const rule = first === 'rules' ? rules.find(({ id }) => id === second) : undefined
  const about = rule && path.length === 2 ? ruleText(rule) : describedAt(path, schema)
  const name = path.map((step) => (typeof step === 'number' ? '[]' : step)).join('.')
  const said = [`**\`${name.replaceAll('.[]', '[]')}\`**`, about, factsText(path, schema)]
  return said.filter(Boolean).join('\n\n')
}

function ruleText({ title, severity }: (typeof rules)[number]): string {
  return t('{title}. Usually {severity}.', { title: t(title), severity })
}

/** A setting's own description, else that of what holds it: `policy.prod` is a policy. */
function describedAt(path: KeyPath, { description }: SettingSchema): string | undefined {
  const own = description ?? (path.length > 1 ? settingAt(path.slice(0, -1))?.description : undefined)
  return own === undefined ? undefined : t(own)
}

function factsText(path: KeyPath, schema: SettingSchema): string {
  const values = valuesOf(schema).map((value) => `\`${value}\``)
  const { minimum, maximum } = schema
  const fallback = defaultText(path)
  const said = [
    values.length > 0 && t('One of {values}.', { values: values.join(', ') }),
    minimum !== undefined &&
      maximum !== undefined &&
      maximum < Number.MAX_SAFE_INTEGER &&
      t('From {min} to {max}.', { min: minimum, max: maximum }),
    fallback && t('Default {value}.', { value: fallback }),
  ]
  return said.filter(Boolean).join(' ')
}

/** The values that a setting takes, where they are a few. */
export function valuesOf(schema: SettingSchema): readonly string[] {
  if (schema.const !== undefined) return [String(schema.const)]
  if (schema.enum) return schema.enum.map(String)
  if (schema.anyOf) return schema.anyOf.flatMap(valuesOf)
  return schema.type === 'boolean' ? ['true', 'false'] : []
}

/** What holds where a setting is not written; of a policy, in each environment. */
function defaultText(path: KeyPath): string | undefined {
  const said = defaultsOf(path).map(({ environment, value }) =>
    environment === undefined ? `\`${value}\`` : `\`${value}\` (${environment})`,
  )
  return said.length > 0 ? said.join(', ') : undefined
}

/** The defaults of a setting: one, or of a policy's part one for each environment that has it. */
export function defaultsOf([first, second, third]: KeyPath): readonly {
  readonly environment?: string
  readonly value: string
}[] {
  if (first === 'policy' && third !== undefined)
    return Object.entries(defaultSettings.policy).flatMap(([environment, policy]) => {
      const value = fieldOf(policy, third)
      return value === undefined ? [] : [{ environment, value }]
    })
  if ((first !== 'versions' && first !== 'alloy') || second === undefined) return []
  const value = fieldOf(defaultSettings[first], second)
  return value === undefined ? [] : [{ value }]
}

function fieldOf(from: object, name: string | number): string | undefined {
  const found = Object.entries(from).find(([key]) => key === name)?.[1] as unknown
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean'
    ? String(found)
    : undefined
}

/** Which files an environment has, and which ones a pattern fits. */
function filesText(path: KeyPath, pattern: string | undefined, workspace: Workspace): string | undefined {
  const [first, name, field] = path
  const uris = [...workspace.files.keys()]
  if ((first === 'environments' || first === 'policy') && path.length === 2)
    return counted(
      uris.filter((uri) => environmentOf(workspace, uri) === name),
      workspace,
    )
  const isPattern = (first === 'environments' && field === 'files') || first === 'files'
  if (!isPattern || pattern === undefined || typeof path.at(-1) !== 'number') return undefined
  return counted(
    uris.filter((uri) => fits(pattern, pathOf(workspace, uri))),
    workspace,
  )
}

function counted(uris: readonly string[], workspace: Workspace): string {
  if (uris.length === 0) return t('No file of this workspace.')
  const paths = uris.map((uri) => decodeURIComponent(pathOf(workspace, uri))).sort()
  const shown = paths
    .slice(0, 5)
    .map((path) => `- \`${path}\``)
    .join('\n')
  const rest = paths.length > 5 ? `\n- ${t('and {n} more', { n: paths.length - 5 })}` : ''
  return `${t('Files of this workspace: {n}', { n: paths.length })}\n\n${shown}${rest}`
}

export const hover: HoverSource = { kinds: ['settings'], hover: hoverAt }
