/**
 * Every function that the evaluator knows, by name. What Helm has beyond these is unknown: what is random, depends on
 * the time or a cluster, and what no chart was seen to use.
 */
import { stringOf, textValue, unknown } from '../value.ts'
import { encoding } from './encoding.ts'
import { isFailure, type Table } from './function.ts'
import { lists } from './lists.ts'
import { logic } from './logic.ts'
import { maps } from './maps.ts'
import { numbers } from './numbers.ts'
import { regexes } from './regexes.ts'
import { texts } from './texts.ts'
import { versions } from './versions.ts'

const templates: Table = {
  include: {
    parameters: ['text', 'any'],
    takesUnknown: true,
    call: ([nameArg = '', dot = null], { include }) => {
      const name = stringOf(nameArg)
      const pieces = name === undefined ? undefined : include(name, dot)
      return pieces === undefined ? unknown : isFailure(pieces) ? pieces : textValue(pieces)
    },
  },
  tpl: {
    parameters: ['text', 'any'],
    takesUnknown: true,
    call: ([textArg = '', dot = null], { expandText }) => {
      const text = stringOf(textArg)
      const pieces = text === undefined ? undefined : expandText(text, dot)
      return pieces === undefined ? unknown : isFailure(pieces) ? pieces : textValue(pieces)
    },
  },
}

export const functions: Table = {
  ...logic,
  ...texts,
  ...maps,
  ...lists,
  ...numbers,
  ...encoding,
  ...regexes,
  ...versions,
  ...templates,
}
