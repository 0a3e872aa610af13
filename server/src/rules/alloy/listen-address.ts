/**
 * A published port of a Compose service behind which Alloy's own HTTP server listens on 127.0.0.1 of its container
 * alone, which is its default. Other servers of a configuration are not asked about; silent where the command line is
 * not known in full, or the service has a network of another kind.
 */
import { addCommand, appendWord, type Replacement } from '../../model/alloy/processFix.ts'
import { alloyRuns } from '../../model/alloy/processRuns.ts'
import type { AlloyRun } from '../../model/alloy/run.ts'
import { composeServices, serviceValue } from '../../model/containers/compose.ts'
import type { Known, PublishedPort } from '../../model/containers/containers.ts'
import type { Document } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

const option = '--server.http.listen-addr'
/** Alloy 1.18.0, where the option is not given. */
const defaultAddress = '127.0.0.1:12345'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  for (const run of alloyRuns(document, workspace)) {
    const { container, options, beside } = run
    if (!container || !options || hasNetwork(document, container.name)) continue
    if (beside.some(({ args, entrypoint, open }) => args || entrypoint || open)) continue
    const address = options.has(option) ? options.get(option) : defaultAddress
    const [, host = '', digits] = /^(.*):(\d+)$/.exec(address ?? '') ?? []
    if (address === undefined || !/^(?:127\.[\d.]+|localhost|\[::1\])$/.test(host)) continue
    for (const published of container.published) {
      if (published.container !== Number(digits) || published.place.uri !== document.uri) continue
      yield judge(document, run, published, { address, port: digits ?? '', given: options.has(option) })
    }
  }
}

/** Of a network that is the host's or another service's, Compose publishes nothing. */
function hasNetwork(document: Document, name: string | undefined): boolean {
  const service = composeServices(document).find((each) => each.name === name)
  return !service || serviceValue(service.maps, ['network_mode']) !== undefined
}

interface Listening {
  readonly address: string
  readonly port: string
  readonly given: boolean
}

function judge(
  document: Document,
  run: AlloyRun,
  { place }: PublishedPort,
  { address, port, given }: Listening,
): Finding {
  const right = `${option}=0.0.0.0:${port}`
  const edit = given ? changed(document, run, address, port) : added(document, run, right)
  const fix = (replacement: Replacement): Fix => ({
    title: t('Listen on 0.0.0.0:{port}', { port }),
    // Alloy asks for no password: who can reach the port sees the configuration.
    safe: false,
    preferred: true,
    edits: [{ uri: document.uri, ...replacement }],
  })
  return {
    range: place.range,
    message: given
      ? t(
          'This port reaches nothing: Alloy listens on {address}, which is inside its container alone. Listen on 0.0.0.0:{port}.',
          { address, port },
        )
      : t(
          'This port reaches nothing: without {option} Alloy listens on {address}, which is inside its container alone, and the command of the image does not set it. Add {right} to the command.',
          { option, address, right },
        ),
    fixes: edit ? [fix(edit)] : [],
  }
}

function added(document: Document, run: AlloyRun, word: string): Replacement | undefined {
  const { container, service, tree, storage, config } = run
  if (container?.args || container?.entrypoint) return appendWord(document, tree, run.command, word)
  return service && addCommand(document, tree, service, ['run', word, `--storage.path=${storage}`, config])
}

/** Gives the address that is written another host. */
function changed(document: Document, run: AlloyRun, address: string, port: string): Replacement | undefined {
  const words = [...(run.container?.entrypoint ?? []), ...(run.container?.args ?? [])]
  const holds = ({ value, place }: Known) =>
    place.uri === document.uri && (value === address || value === `${option}=${address}`)
  const word = words.find(holds)
  const at = word ? document.text.slice(word.range.start, word.range.end).lastIndexOf(address) : -1
  if (!word || at < 0) return undefined
  const start = word.range.start + at
  return { range: { start, end: start + address.length }, text: `0.0.0.0:${port}` }
}

export const rule: Rule = {
  id: 'alloy/listen-address',
  title: 'A published port that Alloy listens on inside its container alone',
  kinds: ['compose'],
  severity: 'warning',
  check,
}
