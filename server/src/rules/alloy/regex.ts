/**
 * Regular expressions that Go can't read (lookaheads, backreferences, what is not closed), and those that are read and
 * can't be meant: a `\b` that is a backspace, a backslash that is doubled in backticks, a `stage.regex` without a named
 * group. Which arguments are expressions, and who refuses them, is data: `schema/alloyRegexes.ts`.
 */
import { refusedAtStart } from '../../model/alloy/nested.ts'
import { type AlloyRegex, regexesWhere, stretchOf } from '../../model/alloy/regexes.ts'
import { constantIn } from '../../model/alloy/value.ts'
import { attribute, unwrapped } from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import type { Re2Code } from '../../syntax/re2.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

const suspects = regexesWhere(isSuspect)

function isSuspect({ argument, text, read }: AlloyRegex): boolean {
  if (text === '') return argument.notEmpty === true
  const groups = !argument.namesGroups || read.groups.some((name) => name !== undefined)
  return read.issue !== undefined || !groups || text.includes('\b') || doubled.test(text)
}

function* check({ document }: RuleContext): Iterable<Finding> {
  for (const regex of suspects(document)) {
    // Template output may stand in the text.
    if (constantIn(document, regex.expression) === undefined) continue
    if (regex.text === '') yield empty(document, regex)
    else if (regex.read.issue) yield unreadable(document, regex)
    else yield* unmeant(document, regex)
  }
}

type Claim = Pick<Finding, 'refusedBy'>

function claimOf(document: Document, { nested, argument, expression }: AlloyRegex): Claim {
  const { refusedBy, unless = [] } = argument
  const atStart = refusedAtStart(alloyTree(document), nested.holders)
  if (!refusedBy || unless.some((name) => attribute(nested.component, name))) return {}
  // In parentheses even a literal is not looked at before the start.
  return refusedBy === 'alloy' && expression.kind !== 'paren' ? { refusedBy } : atStart
}

function empty(document: Document, regex: AlloyRegex): Finding {
  return {
    range: rangeOf(alloyTree(document), regex.expression),
    ...claimOf(document, regex),
    message: t('Alloy does not start: {block} needs a regular expression in {name}.', {
      block: regex.nested.block.name,
      name: regex.argument.argument,
    }),
  }
}

function unreadable(document: Document, regex: AlloyRegex): Finding {
  const { code, start, end } = regex.read.issue ?? { code: 'escape', start: 0, end: 0 }
  const text = regex.text.slice(start, end)
  const what = code === 'group' ? groupFault(regex.text.slice(start)) : faults[code](text)
  const claim = claimOf(document, regex)
  const values = { what, name: regex.argument.argument, component: regex.nested.component.name }
  return {
    range: rangeOf(alloyTree(document), stretchOf(regex.expression, start, end)),
    ...claim,
    message: claim.refusedBy
      ? t('Alloy refuses the regular expression of {name}: {what}', values)
      : t('{component} does not work with the regular expression of {name}: {what}', values),
  }
}

const faults: Readonly<Record<Exclude<Re2Code, 'group'>, (text: string) => string>> = {
  backreference: (text) => t('{text} refers back to a group, which RE2 cannot do.', { text }),
  escape: (text) =>
    t('{text} means nothing in RE2. Write the character alone, or use another class.', { text }),
  'trailing-backslash': () =>
    t('it ends with a backslash. Double it, or name the character that it stands before.'),
  class: (text) => t('{text} is no range or class of characters that RE2 knows.', { text }),
  'missing-bracket': () => t('a [ is not closed. Close it, or write \\[ for the character.'),
  'missing-paren': () => t('a ( is not closed. Close it, or write \\( for the character.'),
  'unexpected-paren': () => t('a ) closes nothing. Remove it, or write \\) for the character.'),
  'nested-repeat': (text) =>
    t(
      '{text} repeats a repetition, which RE2 cannot do (it has no possessive quantifiers). Use one of them.',
      { text },
    ),
  'missing-operand': (text) =>
    t('{text} has nothing to repeat. Write .{text} for any text, or \\{text} for the character.', { text }),
  'repeat-size': (text) => t('{text} repeats more than 1000 times, or from more to less.', { text }),
  'group-name': (text) =>
    t('{text} is no name of a group: write (?P<name>…) with letters, digits and _.', { text }),
}

/** What other dialects have behind `(?`. */
function groupFault(text: string): string {
  if (/^\(\?[=!]/.test(text)) {
    return t(
      '{text} looks ahead, which RE2 cannot do. Match what comes next in the expression, or use two stages.',
      {
        text: text.slice(0, 3),
      },
    )
  }
  if (/^\(\?<[=!]/.test(text)) {
    return t(
      '{text} looks behind, which RE2 cannot do. Match what comes before in the expression, or use two stages.',
      {
        text: text.slice(0, 4),
      },
    )
  }
  if (text.startsWith('(?>')) return t('(?> is an atomic group, which RE2 does not have. Write (?: instead.')
  if (text.startsWith('(?P=')) return t('(?P= refers back to a group, which RE2 cannot do.')
  return t('{text} is no group that RE2 knows: it has (?:…), (?P<name>…) and the flags i, m, s and U.', {
    text: text.slice(0, 3),
  })
}

/** A backslash that is doubled in the value, before a letter that means a class of characters without it. */
const doubled = /(?<!\\)(?:\\\\)+[dDsSwW](?=[+*?{]|$)/

function* unmeant(document: Document, regex: AlloyRegex): Iterable<Finding> {
  const { text, expression } = regex
  const literal = unwrapped(expression)
  const backspace = text.indexOf('\b')
  if (backspace >= 0 && literal.kind === 'string' && !literal.raw)
    yield asBackspace(document, regex, backspace)
  const twice = doubled.exec(text)
  if (twice && literal.kind === 'string') yield asDoubled(document, regex, twice.index)
  if (regex.argument.namesGroups && regex.read.groups.every((name) => name === undefined)) {
    yield {
      range: rangeOf(alloyTree(document), expression),
      severity: 'warning',
      message: t(
        '{block} takes nothing out of a line with an expression without a named group. Name what is to be taken: (?P<name>…).',
        { block: regex.nested.block.name },
      ),
    }
  }
}

/** `"\b"` is a character of its own in Alloy's strings; a word boundary is meant. */
function asBackspace(document: Document, { expression }: AlloyRegex, at: number): Finding {
  const range = rangeOf(alloyTree(document), stretchOf(expression, at, at + 1))
  return {
    range,
    severity: 'warning',
    message: t(
      'In double quotes \\b is a backspace, and the expression matches that character. For the boundary of a word write \\\\b, or put the expression in backticks.',
    ),
    fixes:
      document.text.slice(range.start, range.end) === '\\b'
        ? [
            {
              title: t('Change it to \\\\b'),
              safe: false,
              preferred: true,
              edits: [{ uri: document.uri, range, text: '\\\\b' }],
            },
          ]
        : [],
  }
}

/** Two backslashes in a value match one backslash: what was right in double quotes was put in backticks. */
function asDoubled(document: Document, { expression, text }: AlloyRegex, at: number): Finding {
  const tree = alloyTree(document)
  const range = rangeOf(tree, stretchOf(expression, at, at + 3))
  const literal = unwrapped(expression)
  const edit = rangeOf(tree, stretchOf(expression, at, at + 1))
  return {
    range,
    severity: 'warning',
    message: t(
      'The expression matches a backslash and then the letter {letter}: in backticks a backslash is not doubled, in double quotes once.',
      { letter: text[at + 2] ?? '' },
    ),
    fixes:
      literal.kind === 'string' && literal.raw
        ? [
            {
              title: t('Remove one backslash'),
              safe: false,
              preferred: true,
              edits: [{ uri: document.uri, range: edit, text: '' }],
            },
          ]
        : [],
  }
}

export const rule: Rule = {
  id: 'alloy/regex',
  title: 'A regular expression that Go cannot read, or that matches something else',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
