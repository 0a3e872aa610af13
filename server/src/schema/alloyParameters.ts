/**
 * What the parameters of Alloy's standard library stand for, for signatures and snippets. Their types are the
 * catalogue's to say. Upstream's pages name most of them; the rest are ours.
 */

/** A parameter: its name, and whether people mostly write it as a text in quotes. */
export interface AlloyParameter {
  readonly name: string
  readonly quoted: boolean
}

/** By function; a name in quotes is one that is mostly written as a literal. */
const parameters: Readonly<Record<string, string>> = {
  'array.combine_maps': 'left right keys pass_through',
  'array.concat': 'list',
  'array.group_by': 'maps "key" drop_missing',
  coalesce: 'value',
  'convert.nonsensitive': 'secret',
  'encoding.from_URLbase64': 'text',
  'encoding.from_base64': 'text',
  'encoding.from_json': 'text',
  'encoding.from_yaml': 'text',
  'encoding.to_URLbase64': 'text',
  'encoding.to_base64': 'text',
  'encoding.to_json': 'value',
  'encoding.url_decode': 'text',
  'encoding.url_encode': 'text',
  'file.path_join': 'part',
  json_path: 'text "path"',
  'string.format': '"format" value',
  'string.join': 'list "separator"',
  'string.replace': 'text "old" "new"',
  'string.split': 'text "separator"',
  'string.to_lower': 'text',
  'string.to_upper': 'text',
  'string.trim': 'text "characters"',
  'string.trim_prefix': 'text "prefix"',
  'string.trim_space': 'text',
  'string.trim_suffix': 'text "suffix"',
  'sys.env': '"name"',
}

/** The parameters of a function in order; none where they are not known. A parameter that repeats is there once. */
export function parametersOf(name: string): readonly AlloyParameter[] {
  const words = Object.hasOwn(parameters, name) ? (parameters[name] ?? '').split(' ') : []
  return words.map((word) => ({ name: word.replaceAll('"', ''), quoted: word.startsWith('"') }))
}
