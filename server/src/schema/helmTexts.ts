/**
 * What the functions of Helm's templates do, in our own words, with the names of their parameters and mostly an example
 * whose result Helm 3.22 gave. Types and counts of arguments are `helm.ts`'s to say; a test holds the two together.
 */
import { helmFunction } from './helm.ts'
import data from './helmTexts.json' with { type: 'json' }

interface Row {
  /** Names, separated by commas; `…` behind one that may be given several times. */
  readonly parameters: string
  readonly text: string
  /** The inside of an action, and what it prints. */
  readonly example?: string
  readonly result?: string
  /** The heading on Helm's page where it is not the name in small letters. */
  readonly anchor?: string
}

// The file's own type has one property for each function; a lookup by any name needs the index signature.
const rows: Readonly<Record<string, Row>> = data.functions

/** A parameter of a function. */
export interface HelmParameter {
  readonly name: string
  /** Whether it may be given several times. */
  readonly repeats: boolean
}

/** What is said of a function. */
export interface HelmText {
  readonly parameters: readonly HelmParameter[]
  readonly text: string
  readonly example: string | undefined
  readonly result: string | undefined
}

/** The words on a function; nothing for a name that is none. */
export function helmText(name: string): HelmText | undefined {
  const row = Object.hasOwn(rows, name) ? rows[name] : undefined
  if (!row) return undefined
  const names = row.parameters === '' ? [] : row.parameters.split(', ')
  return {
    parameters: names.map((each) => ({ name: each.replace('…', ''), repeats: each.endsWith('…') })),
    text: row.text,
    example: row.example,
    result: row.result,
  }
}

const functionList = 'https://helm.sh/docs/chart_template_guide/function_list/'
const tips = 'https://helm.sh/docs/howto/charts_tips_and_tricks/'

/** Functions that Helm's list leaves out. */
const otherPages: Readonly<Record<string, string>> = {
  include: `${tips}#using-the-include-function`,
  tpl: `${tips}#using-the-tpl-function`,
}

/** The page that describes a function. */
export function helmFunctionPage(name: string): string {
  const anchor = Object.hasOwn(rows, name) ? rows[name]?.anchor : undefined
  if (anchor === undefined && helmFunction(name)?.origin === 'go' && isGoOnly(name))
    return 'https://pkg.go.dev/text/template#hdr-Functions'
  const other = Object.hasOwn(otherPages, name) ? otherPages[name] : undefined
  return other ?? `${functionList}#${anchor ?? name.toLowerCase()}`
}

function isGoOnly(name: string): boolean {
  return name === 'call' || name === 'html' || name === 'js'
}
