/**
 * Functions that write values as texts of another language and read them: YAML, JSON, base64, digests. And `kindOf` and
 * the like, which ask for Go's types.
 */
import { parseYaml } from '../../../../syntax/yaml/parse.ts'
import { base64, bytesOf, fromBase64, sha256, textOfBytes } from '../bytes.ts'
import { yamlValue } from '../fromYaml.ts'
import { fromJson, jsonOf } from '../json.ts'
import { readOnce } from '../run.ts'
import {
  isList,
  isMap,
  isUnknown,
  listOf,
  newMap,
  stringOf,
  textValue,
  unknown,
  type Value,
} from '../value.ts'
import { yamlOf } from '../yaml.ts'
import { type GoFunction, ofTexts, type Table } from './function.ts'

const toYaml: GoFunction = {
  parameters: ['any'],
  takesUnknown: true,
  call: ([value = null], { hole }) => (isUnknown(value) ? unknown : textValue(yamlOf(value, hole))),
}

function json(style: Parameters<typeof jsonOf>[1]): GoFunction {
  return {
    parameters: ['any'],
    takesUnknown: true,
    call: ([value = null]) => jsonOf(value, style) ?? unknown,
  }
}

/** What a text says; in Helm a map with an `Error` where it is no map. */
function readMap(value: Value | undefined): Value {
  if (value === undefined) return unknown
  return isMap(value) ? value : value === null ? newMap() : unknown
}

function readList(value: Value | undefined): Value {
  if (value === undefined) return unknown
  return isList(value) ? value : value === null ? listOf([]) : unknown
}

function ofYaml(fitted: (value: Value) => Value): GoFunction {
  return {
    parameters: ['text'],
    call: ([text = ''], { run }) =>
      fitted(yamlValue(String(text), (source) => readOnce(run.texts.yaml, source, parseYaml))),
  }
}

/** Go's kind of a value; of an integer it is not known here how long it is. */
function kindOf(value: Value): string | undefined {
  if (value === null) return 'invalid'
  if (stringOf(value) !== undefined) return 'string'
  switch (typeof value) {
    case 'boolean':
      return 'bool'
    case 'number':
      return 'float64'
    case 'object':
      return value.kind === 'map'
        ? 'map'
        : value.kind === 'list'
          ? 'slice'
          : value.kind === 'text'
            ? 'string'
            : undefined
    default:
      return undefined
  }
}

const integerKinds: ReadonlySet<string> = new Set(['int', 'int64'])

/** Whether a value is of a kind; an integer may be of one of two. */
function isOfKind(kind: string, value: Value): Value {
  if (typeof value === 'bigint') return integerKinds.has(kind) ? unknown : false
  const own = kindOf(value)
  return own === undefined ? unknown : own === kind
}

function typeOf(value: Value): string | undefined {
  const kind = kindOf(value)
  // Lists and maps have several types in Go, which is not followed here.
  return kind === 'map' || kind === 'slice' ? undefined : kind === 'invalid' ? '<nil>' : kind
}

function isOfType(type: string, value: Value): Value {
  if (typeof value === 'bigint') return integerKinds.has(type) ? unknown : false
  const own = typeOf(value)
  if (own !== undefined) return own === type
  const kind = kindOf(value)
  if (kind === 'map') return /^(?:\*?\w+\.\w+|map\[)/.test(type) ? unknown : false
  return kind === 'slice' ? (type.startsWith('[]') ? unknown : false) : unknown
}

const takesAny = { parameters: ['text', 'any'], takesUnknown: true } as const

export const encoding: Table = {
  toYaml,
  mustToYaml: toYaml,
  toJson: json(undefined),
  mustToJson: json(undefined),
  toRawJson: json({ html: false, indent: undefined }),
  mustToRawJson: json({ html: false, indent: undefined }),
  toPrettyJson: json({ html: true, indent: '  ' }),
  mustToPrettyJson: json({ html: true, indent: '  ' }),
  fromYaml: ofYaml(readMap),
  fromYamlArray: ofYaml(readList),
  fromJson: ofTexts(1, (text = '') => readMap(fromJson(text))),
  fromJsonArray: ofTexts(1, (text = '') => readList(fromJson(text))),
  b64enc: ofTexts(1, (text = '') => base64(bytesOf(text))),
  b64dec: ofTexts(1, (text = '') => {
    const bytes = fromBase64(text)
    return bytes ? textOfBytes(bytes) : unknown
  }),
  sha256sum: ofTexts(1, (text = '') => sha256(bytesOf(text))),
  kindOf: {
    parameters: ['any'],
    call: ([value = null]) => kindOf(value) ?? unknown,
  },
  typeOf: {
    parameters: ['any'],
    call: ([value = null]) => typeOf(value) ?? unknown,
  },
  kindIs: {
    ...takesAny,
    call: ([kind = '', value = null]) => {
      const name = stringOf(kind)
      return name === undefined ? unknown : isOfKind(name, value)
    },
  },
  typeIs: {
    ...takesAny,
    call: ([type = '', value = null]) => {
      const name = stringOf(type)
      return name === undefined ? unknown : isOfType(name, value)
    },
  },
  urlquery: {
    parameters: ['any'],
    call: ([value = null]) => {
      const text = stringOf(value)
      if (text === undefined) return unknown
      return encodeURIComponent(text)
        .replace(/%20/g, '+')
        .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    },
  },
  js: { parameters: ['any'], call: () => unknown },
  html: { parameters: ['any'], call: () => unknown },
  base: ofTexts(1, (path = '') => baseOf(path)),
  dir: ofTexts(1, (path = '') => cleaned(path.slice(0, path.lastIndexOf('/') + 1))),
  clean: ofTexts(1, (path = '') => cleaned(path)),
  ext: ofTexts(1, (path = '') => /\.[^./]*$/.exec(path)?.[0] ?? ''),
  isAbs: ofTexts(1, (path = '') => path.startsWith('/')),
  lookup: { parameters: ['any', 'any', 'any', 'any'], takesUnknown: true, call: () => unknown },
  getHostByName: { parameters: ['text'], takesUnknown: true, call: () => '' },
}

/** `path.Base`. */
function baseOf(path: string): string {
  if (path === '') return '.'
  const plain = path.replace(/\/+$/, '')
  return plain === '' ? '/' : plain.slice(plain.lastIndexOf('/') + 1)
}

/** `path.Clean`. */
function cleaned(path: string): string {
  const isRooted = path.startsWith('/')
  const out: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..' || (out.length > 0 ? out.at(-1) === '..' : !isRooted)) out.push(part)
    else out.pop()
  }
  const joined = out.join('/')
  return isRooted ? `/${joined}` : joined === '' ? '.' : joined
}
