/**
 * The names that Helm gives to Go's template parser, which refuses any other, and what a wrong name was meant to be.
 * The names are those of `schema/helm-functions.json`, where the signatures are; a test holds the two together.
 * They stand here because a parser may not depend on the layer of schemas.
 */
import { nearestName } from '../../text/nearest.ts'

const names =
  'abbrev abbrevboth add add1 add1f addf adler32sum ago all and any append atoi b32dec b32enc b64dec ' +
  'b64enc base bcrypt biggest buildCustomCert call camelcase cat ceil chunk clean coalesce compact ' +
  'concat contains date dateInZone dateModify date_in_zone date_modify decryptAES deepCopy deepEqual ' +
  'default derivePassword dict dig dir div divf duration durationRound empty encryptAES eq ext fail ' +
  'first float64 floor fromJson fromJsonArray fromToml fromYaml fromYamlArray ge genCA genCAWithKey ' +
  'genPrivateKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey get ' +
  'getHostByName gt has hasKey hasPrefix hasSuffix hello html htmlDate htmlDateInZone htpasswd include ' +
  'indent index initial initials int int64 isAbs join js kebabcase keys kindIs kindOf last le len list ' +
  'lookup lower lt max maxf merge mergeOverwrite min minf mod mul mulf mustAppend mustChunk mustCompact ' +
  'mustDateModify mustDeepCopy mustFirst mustFromJson mustHas mustInitial mustLast mustMerge ' +
  'mustMergeOverwrite mustPrepend mustPush mustRegexFind mustRegexFindAll mustRegexMatch ' +
  'mustRegexReplaceAll mustRegexReplaceAllLiteral mustRegexSplit mustRest mustReverse mustSlice ' +
  'mustToDate mustToJson mustToPrettyJson mustToRawJson mustUniq mustWithout must_date_modify ne ' +
  'nindent nospace not now omit or osBase osClean osDir osExt osIsAbs pick pluck plural prepend print ' +
  'printf println push quote randAlpha randAlphaNum randAscii randBytes randInt randNumeric regexFind ' +
  'regexFindAll regexMatch regexQuoteMeta regexReplaceAll regexReplaceAllLiteral regexSplit repeat ' +
  'replace required rest reverse round semver semverCompare seq set sha1sum sha256sum sha512sum shuffle ' +
  'slice snakecase sortAlpha split splitList splitn squote sub subf substr swapcase ternary title ' +
  'toDate toDecimal toJson toPrettyJson toRawJson toString toStrings toToml toYaml toYamlPretty tpl ' +
  'trim trimAll trimPrefix trimSuffix trimall trunc tuple typeIs typeIsLike typeOf uniq unixEpoch unset ' +
  'until untilStep untitle upper urlJoin urlParse urlquery uuidv4 values without wrap wrapWith'

/** Go's own functions, Sprig's and Helm's (Helm 3.22.0, Sprig 3.3.0, Go 1.26). */
export const functionNames: ReadonlySet<string> = new Set(names.split(' '))

/** What Sprig has and Helm takes away. */
export const removedNames: ReadonlySet<string> = new Set(['env', 'expandenv'])

/** The known function whose name is nearest to `name`, for a suggestion; undefined where none is near. */
export function nearestFunction(name: string): string | undefined {
  return nearestName(name, functionNames)
}

const keywords = ['if', 'with', 'range', 'define', 'block', 'template', 'else', 'end']

/** The keyword that an unknown function at the start of a tag was most likely meant to be. */
export function misspeltKeyword(name: string): string | undefined {
  if (functionNames.has(name)) return undefined
  const word = name.toLowerCase()
  return keywords.find((keyword) => word === keyword || isOneSlip(word, keyword))
}

/** Whether two words of three letters or more differ by one letter put in, left out, changed or swapped. */
function isOneSlip(a: string, b: string): boolean {
  if (a.length < 3 || b.length < 3 || Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  const [restA, restB] = [a.slice(start), b.slice(start)]
  const isSwap = restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2)
  if (a.length === b.length) return isSwap || restA.slice(1) === restB.slice(1)
  return a.length > b.length ? restA.slice(1) === restB : restA === restB.slice(1)
}
