/**
 * The sentences of the template parser's faults: one entry for each code. Nothing here decides what a fault is.
 */
import { t, type Value } from '../../text/translate.ts'
import type { IssueCode } from './ast.ts'

type Data = Readonly<Record<string, Value>>

const messages: Readonly<Record<IssueCode, (data: Data) => string>> = {
  'unclosed-action': (data) =>
    data.character === '}'
      ? t('This action ends with one closing brace, and {program} needs two to end it: write }}.', data)
      : t('This action is never closed, so {program} refuses the file. Close it with }} .', data),
  'unclosed-comment': (data) =>
    t('This comment is never closed, so {program} refuses the file. End it with */}} .', data),
  'unclosed-string': (data) =>
    t('This string is never closed, so {program} refuses the file. Put the closing quote.', data),
  'unclosed-char': () =>
    t(
      'A single quote starts a character and must end on the same line; strings need double quotes: \'"…"\'.',
    ),
  'unclosed-paren': () => t('This parenthesis is never closed in its action. Put the closing one.'),
  'unexpected-paren': () => t('This parenthesis closes none. Remove it or open one before it.'),
  'bad-comment-end': () =>
    t('A comment must end directly before the braces: write */}} or */ -}} with nothing else between.'),
  'bad-character': badCharacter,
  'bad-number': (data) =>
    data.trim === true
      ? t('The trim marker needs a blank after it: write "{marker}".', {
          marker: `{{- ${String(data.text).slice(1)}`,
        })
      : t('"{text}" is no number that Go can read.', data),
  'bad-string': (data) => t('{text} holds an escape or character that Go refuses.', data),
  'unexpected-token': unexpectedToken,
  'missing-value': (data) =>
    data.context === 'command'
      ? t('This action is empty, and {program} refuses that. Put a value in it or remove it.', data)
      : t('A value is missing here: {context} needs one.', { context: data.context ?? '' }),
  'missing-name': ({ keyword }) =>
    t('{keyword} needs the name of a template in double quotes here.', { keyword: keyword ?? '' }),
  'not-executable': (data) =>
    t(
      '{text} is a plain value and can take nothing from the pipe before it. A function must stand here.',
      data,
    ),
  'field-after-literal': (data) =>
    t('{text} has no fields, so nothing can be read from it with a dot.', data),
  'too-many-declarations': ({ context }) =>
    t('Only range can declare two variables; {context} cannot declare that many.', {
      context: context ?? '',
    }),
  'unknown-function': unknownFunction,
  'undefined-variable': undefinedVariable,
  'missing-end': (data) => t('This {keyword} has no end, so {program} refuses the file.', data),
  'unexpected-end': (data) => t('This end closes nothing, so {program} refuses the file. Remove it.', data),
  'unexpected-else': unexpectedElse,
  'nested-define': () => t('A template can only be defined outside of every other block.'),
  'duplicate-define': (data) => t('The template "{name}" is already defined in this file.', data),
  'outside-range': ({ keyword }) => t('{keyword} can only stand within range.', { keyword: keyword ?? '' }),
  'too-deep': () => t('The parentheses are nested more deeply than Go reads them (10,000).'),
}

/**
 * The sentence for a fault, in the user's language.
 * @param program the one that reads the template
 */
export function issueMessage(code: IssueCode, data: Data, program: 'Helm' | 'Alloy' = 'Helm'): string {
  return messages[code]({ ...data, program })
}

function badCharacter({ character, before }: Data): string {
  if (character === '-' && typeof before === 'string' && before !== '') {
    const key = before.replace(/^[.$]/, '')
    return t(
      'A name cannot hold a hyphen: Go reads "{name}" and then stops. Read such a key with index: (index … "{key}-…").',
      { name: before, key },
    )
  }
  if (character === ':') return t('A colon can only stand in ":=", which declares a variable.')
  if (character === '/') return t('A comment must start directly after the braces: {{/* or {{- /*.')
  if (character === '"')
    return t('A quote cannot stand directly after a name. One quote too many or too few?')
  return t('Go templates have no use for "{character}" here.', { character: character ?? '' })
}

function unexpectedToken({ text, context }: Data): string {
  if (text === '.') return t('A name is missing after the dot, or the dot is one too many.')
  if (text === '|' && context === 'command') return t('A command is missing before this pipe.')
  if (text === '=' || text === ':=') return t('"{text}" can only follow a variable at the start.', { text })
  if (context === 'adjacent') return t('A blank is missing before {text}.', { text: text ?? '' })
  if (context === 'range')
    return t('Before the comma and after it range takes variables only, not {text}.', { text: text ?? '' })
  if (context === 'end' || context === 'else' || context === 'break' || context === 'continue')
    return t('{keyword} takes nothing, but {text} follows it.', { keyword: context, text: text ?? '' })
  return t('{text} cannot stand here.', { text: text ?? '' })
}

function undefinedVariable(data: Data): string {
  return typeof data.nearest === 'string'
    ? t(
        '{name} is not declared where this stands, so {program} refuses the file. Did you mean {nearest}?',
        data,
      )
    : t(
        '{name} is not declared where this stands, so {program} refuses the file. Declare it before with :=.',
        data,
      )
}

function unknownFunction({ name, nearest, removed, program = '' }: Data): string {
  if (removed === true)
    return t('Helm takes the function {name} away: a chart cannot read the environment.', {
      name: name ?? '',
    })
  if (typeof nearest === 'string') {
    return t('{program} has no function {name}, so it refuses the file. Is {nearest} meant?', {
      name: name ?? '',
      nearest,
      program,
    })
  }
  return t(
    '{program} has no function {name}, so it refuses the file. Text needs double quotes, a value a dot before it.',
    {
      name: name ?? '',
      program,
    },
  )
}

function unexpectedElse({ context, keyword, program = '' }: Data): string {
  if (context === 'after-else') return t('An else was already here, and after it only end can follow.')
  if (context === 'mismatch') return t('"{keyword}" cannot continue this block.', { keyword: keyword ?? '' })
  return t('This else belongs to no if, with or range, so {program} refuses the file.', { program })
}
