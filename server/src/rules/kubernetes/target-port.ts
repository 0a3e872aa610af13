/**
 * A Service whose `targetPort` is a name that no container of its pods has. A number that no container lists is left
 * alone: a list of container ports is only information, and traffic goes to any number all the same.
 */
import { type Fault, faultsIn, withRelease } from '../../model/kubernetes/faults.ts'
import { portNameFault } from '../../model/kubernetes/portNames.ts'
import { judgeTargets, type MissingTarget } from '../../model/kubernetes/targets.ts'
import type { Document } from '../../text/document.ts'
import { nearestName } from '../../text/nearest.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'kubernetes/target-port',
  title: 'A Service sends to a port name that its pods do not have',
  kinds: ['kubernetes', 'argocd', 'helm-template'],
  severity: 'error',
  *check({ document, workspace }: RuleContext): Iterable<Finding> {
    // A template may leave all of it to a helper.
    if (document.kind !== 'helm-template' && !document.text.includes('targetPort')) return
    for (const fault of faultsIn(workspace, document, judgeTargets))
      if (portNameFault(fault.fault.port.target ?? '') === undefined) yield finding(document, fault)
  },
}

function finding(document: Document, found: Fault<MissingTarget>): Finding {
  const { fault: missing, range, editable } = found
  const { port, workloads, offered } = missing
  const [workload] = workloads
  const right = rightPort(missing)
  const names = [...new Set(offered.flatMap(({ name }) => name ?? []))]
  const values = {
    port: port.target ?? '',
    workload: `${workload?.kind ?? ''} ${workload?.name ?? ''}`.trim(),
    names: names.join(', '),
  }
  return {
    range,
    // With a chart's defaults alone a port may be there that nobody uses.
    ...(!found.deployed && { severity: 'warning' }),
    message: withRelease(
      names.length > 0
        ? t(
            'No container of {workload} has a port named {port}, so the Service has no endpoint for it and every connection is refused. The names there are {names}.',
            values,
          )
        : t(
            'No container of {workload} has a port named {port}, so the Service has no endpoint for it and every connection is refused. None of its ports has a name.',
            values,
          ),
      found,
    ),
    related: workloads.flatMap(({ place, kind, name }) => ({
      ...place,
      message: t('{workload}, whose pods the Service selects', { workload: `${kind} ${name ?? ''}`.trim() }),
    })),
    fixes: right && editable ? [fix(document, range, right)] : [],
  }
}

/**
 * The port that can be meant, and whether it certainly is: the one whose number is the Service's own, or whose name is
 * nearly the one written. The only port of the pods may be meant, unless another port of the Service leads there.
 */
function rightPort({ service, port, offered }: MissingTarget): Right | undefined {
  const names = offered.flatMap(({ name }) => name ?? [])
  const near = nearestName(String(port.target), names)
  const certain = offered.filter(({ name, number }) =>
    near === undefined ? number !== undefined && number === port.number : name === near,
  )
  const taken = new Set(service.ports.map(({ target }) => target))
  const choices = certain.length > 0 ? certain : offered
  const written = new Set(choices.map(({ name, number }) => name ?? number))
  const [only] = written
  if (written.size !== 1 || only === undefined) return undefined
  if (certain.length > 0) return { port: only, certain: true }
  return taken.has(only) || service.ports.length > 1 ? undefined : { port: only, certain: false }
}

interface Right {
  readonly port: string | number
  readonly certain: boolean
}

function fix({ uri }: Document, range: Range, { port, certain }: Right): Fix {
  return {
    title: t('Change the target port to {port}', { port }),
    // Nothing is reached by the name that is written, so no behaviour but the fault can change.
    safe: certain,
    ...(certain && { preferred: true }),
    edits: [{ uri, range, text: String(port) }],
  }
}
