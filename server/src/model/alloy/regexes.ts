/**
 * The regular expressions in an Alloy text (`schema/alloyRegexes.ts` says where they are), read as Go reads them.
 * Texts that are not known (references, functions) are left out, and so are those that something fills in later.
 */
import type { AlloyDefinition } from '../../schema/alloy.ts'
import { type RegexArgument, regexArguments } from '../../schema/alloyRegexes.ts'
import type { Attribute, Expression } from '../../syntax/alloy/ast.ts'
import { segmentsOf } from '../../syntax/alloy/literal.ts'
import { attributesNamed, unwrapped } from '../../syntax/alloy/visit.ts'
import { parseRe2, type Re2 } from '../../syntax/re2.ts'
import type { Document } from '../../text/document.ts'
import type { Located } from '../../text/part.ts'
import { definitionName, type Nested, perDefinition } from './nested.ts'
import { joined } from './perPart.ts'
import { constantOf } from './value.ts'

/** A regular expression. */
export interface AlloyRegex {
  readonly nested: Nested
  readonly argument: RegexArgument
  readonly attribute: Attribute
  /** The value, or the element of a list. */
  readonly expression: Expression
  readonly text: string
  readonly read: Re2
}

/** A function that gives those regular expressions of a document that fit. Call it at the top of a module. */
export function regexesWhere(
  fits: (regex: AlloyRegex) => boolean,
): (document: Document) => readonly AlloyRegex[] {
  return perDefinition(argumentsIn, (nested, own) =>
    joined(own, (argument) =>
      joined(attributesNamed(nested.block, argument.argument), (each) =>
        ofAttribute(nested, each, argument).filter(fits),
      ),
    ),
  )
}

function argumentsIn(definition: AlloyDefinition): readonly RegexArgument[] | undefined {
  const name = definitionName(definition)
  const own = regexArguments.filter((each) => each.definition === name)
  return own.length > 0 ? own : undefined
}

function ofAttribute(nested: Nested, attribute: Attribute, argument: RegexArgument): readonly AlloyRegex[] {
  const value = unwrapped(attribute.value)
  const expressions = value.kind === 'array' ? value.elements : [attribute.value]
  return expressions.flatMap((expression) => {
    const text = constantOf(expression)
    if (typeof text !== 'string' || isFilledLater(text)) return []
    return [{ nested, argument, attribute, expression, text, read: readOf(text, argument) }]
  })
}

/** Whether the text has a mark in it that something fills in; angle brackets and `$` are an expression's own too. */
export function isFilledLater(text: string): boolean {
  return /\$\{[A-Z_]\w*\}|\{\{|(?<!\?P?)<[A-Z][A-Z0-9_]+>|@@?[A-Z][A-Z0-9_]*@|__[A-Z][A-Z0-9_]*__/.test(text)
}

/** Places in the text, without what the program puts around it. */
function readOf(text: string, { around }: RegexArgument): Re2 {
  if (!around) return parseRe2(text)
  const [before, after] = around
  const { groups, issue } = parseRe2(before + text + after)
  if (!issue) return { groups, issue }
  const inText = (at: number) => Math.min(Math.max(at - before.length, 0), text.length)
  return { groups, issue: { ...issue, start: inText(issue.start), end: inText(issue.end) } }
}

/**
 * Where a stretch of a string's value stands in the source; the whole expression where it is no literal.
 * @param start, end offsets in the value
 */
export function stretchOf(expression: Expression, start: number, end: number): Located {
  const literal = unwrapped(expression)
  if (literal.kind !== 'string' || end <= start) return expression
  const segments = segmentsOf(literal)
  const first = segments.findLast(({ inner }) => inner <= start)
  const last = segments.find(({ inner, innerLength }) => inner + innerLength >= end)
  if (!first || !last) return expression
  const isPlain = (segment: typeof first) => segment.innerLength === segment.outerLength
  return {
    origin: literal.origin,
    start: isPlain(first) ? first.outer + start - first.inner : first.outer,
    end: isPlain(last) ? last.outer + end - last.inner : last.outer + last.outerLength,
  }
}
