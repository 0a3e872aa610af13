/**
 * Secrets that stand in an Alloy configuration as they are: in arguments whose type is a secret, and in headers that
 * log in. Texts that something fills in before, encrypted ones and those in a Kubernetes Secret are left alone.
 */
import { type Nested, perDefinition } from '../../model/alloy/nested.ts'
import { hasPlaceholder } from '../../model/alloy/placeholders.ts'
import { constantIn, constantOf } from '../../model/alloy/value.ts'
import { manifestsOf } from '../../model/containers/manifests.ts'
import type { Attribute, Expression } from '../../syntax/alloy/ast.ts'
import { labelOf, unwrapped } from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

interface Secret {
  readonly nested: Nested
  /** What a sentence calls it: `password`, `Authorization`. */
  readonly name: string
  readonly value: Expression
  readonly text: string
}

/** Arguments that hold secrets, by their names: whether they are headers. */
const secrets = perDefinition(
  (definition) => {
    const own = new Map<string, boolean>()
    for (const { name, type } of definition.arguments.values()) {
      const isHeaders = headers.has(name) && type.startsWith('map(')
      if (isHeaders || (/(?:^|\()secret\b/.test(type) && name !== 'global_config')) own.set(name, isHeaders)
    }
    return own.size > 0 ? own : undefined
  },
  (nested, own): readonly Secret[] =>
    nested.block.body.flatMap((node) => {
      const isHeaders = node.kind === 'attribute' ? own.get(node.name.name) : undefined
      return node.kind === 'attribute' && isHeaders !== undefined ? secretsIn(nested, node, isHeaders) : []
    }),
)

function* check({ document }: RuleContext): Iterable<Finding> {
  const found = secrets(document)
  if (found.length === 0 || isInSecret(document)) return
  for (const secret of found) {
    if (constantIn(document, secret.value) !== undefined) yield findingOf(document, secret)
  }
}

/** Maps of headers: what a header holds is told by its name. */
const headers = new Set(['headers', 'http_headers', 'proxy_connect_header'])
const loginHeader =
  /^(?:(?:proxy-)?authorization|cookie|(?:x-)?(?:[a-z]+-)?(?:api|auth|access)-?(?:key|token)|x-vault-token|dd-api-key)$/i
/** Keys of a map of secrets that name one. */
const secretKey = /pass|secret|token|key/i

function secretsIn(
  nested: Nested,
  { name: { name }, value }: Attribute,
  isHeaders: boolean,
): readonly Secret[] {
  const literal = unwrapped(value)
  if (literal.kind === 'object') {
    return literal.fields.flatMap((field) =>
      (isHeaders ? loginHeader : secretKey).test(field.name)
        ? textsIn(field.value).map((each) => ({ nested, name: field.name, ...each }))
        : [],
    )
  }
  return textsIn(value).map((each) => ({ nested, name, ...each }))
}

/** The secret texts of an expression: its own, or those of its list. */
function textsIn(value: Expression): readonly { readonly value: Expression; readonly text: string }[] {
  const literal = unwrapped(value)
  if (literal.kind === 'array') return literal.elements.flatMap((element) => textsIn(element))
  const text = constantOf(value)
  return typeof text === 'string' && isSecretText(text) ? [{ value, text }] : []
}

/** Words that a guide has where a secret belongs: `YOUR_API_KEY`, `...`, `xxxx`. */
const guideWord = /^[A-Z_>]*(?:PASSWORD|TOKEN|SECRET|KEY)[A-Z_>]*$|^[.xX*]+=*$/

function isSecretText(text: string): boolean {
  if (text === '' || hasPlaceholder(text) || guideWord.test(text) || /^(?:ENC\[|vault:|ref\+|\$)/.test(text))
    return false
  // A path where the text of a key belongs is another fault.
  if (text.startsWith('/')) return false
  // An address of a data source is one only with a password in it.
  if (/:\/\/|@|^[\w.-]+:\d+/.test(text) && !/^(?:basic|bearer|token) /i.test(text))
    return /^[^/]*:\/\/[^/@\s]*:[^/@\s]+@|^[^:@/\s]+:[^@\s]+@|(?:password|pwd|key)=[^;&\s]/i.test(text)
  return (
    !/;|=/.test(text) ||
    !/(?:server|host|endpoint|user\w*)=/i.test(text) ||
    /(?:password|pwd|key)=[^;\s]/i.test(text)
  )
}

/** Whether the text lies in a Kubernetes Secret, where secrets belong. */
function isInSecret({ within }: Document): boolean {
  if (!within) return false
  const index = typeof within.path[0] === 'number' ? within.path[0] : 0
  return manifestsOf(within.host).some(({ document, kind }) => document === index && kind === 'Secret')
}

function findingOf(document: Document, { nested, name, value, text }: Secret): Finding {
  const range = rangeOf(alloyTree(document), value)
  const variable = variableFor(nested, name)
  const scheme = /^(?:Basic|Bearer|Token) /i.exec(text)?.[0]
  const call = `sys.env("${variable}")`
  return {
    range,
    message: t(
      '{name} of {component} is a secret and stands here as it is: whoever may read the file or its history has it. Read it from the environment, a file (local.file) or a store of secrets.',
      { name, component: nested.component.name },
    ),
    fixes: [
      {
        title: t('Read it from the variable {variable}', { variable }),
        safe: false,
        edits: [
          {
            uri: document.uri,
            range,
            text: scheme === undefined ? call : `${JSON.stringify(scheme)} + ${call}`,
          },
        ],
      },
    ],
  }
}

/** A name for the variable: the component's label where it says more than `default`, and the argument's. */
function variableFor({ component }: Nested, name: string): string {
  const label = labelOf(component)
  const first = label && label !== 'default' ? label : component.name
  return `${first}_${name}`.replace(/\W+/g, '_').toUpperCase()
}

export const rule: Rule = {
  id: 'alloy/literal-secret',
  title: 'A secret that stands in the configuration as it is',
  kinds: ['alloy'],
  severity: 'warning',
  check,
}
