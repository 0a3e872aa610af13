/**
 * The commands by which the guide checks zone-aware routing on a cluster, with the names that are known filled in.
 * What is not known is left out where the command works without it, else it is a word in capitals: no name of
 * Kubernetes has any, so a command that is run unchanged says what is missing. Nothing here looks the names up.
 */

/** What the commands are filled in with; `undefined` is unknown. */
export interface KubectlTarget {
  readonly context?: string | undefined
  readonly namespace?: string | undefined
  readonly service?: string | undefined
  /** A pod behind the Service, where its name is certain. */
  readonly pod?: string | undefined
  /** The container that listens. */
  readonly container?: string | undefined
  /** The ports on which the pods listen for the Service; empty where none is known. */
  readonly ports: readonly (number | undefined)[]
}

/** Whether one Service has its `trafficDistribution`; of a Service without a name, all of the namespace. */
export function trafficCheck(target: KubectlTarget): string {
  return target.service === undefined ? namespaceCheck(target) : serviceCheck(target)
}

/** Prints the field of one Service; nothing where it is not set. */
export function serviceCheck(target: KubectlTarget): string {
  return `${kubectl(target)} get service ${serviceOf(target)} -o jsonpath='{.spec.trafficDistribution}'`
}

/** Prints the field of each Service of the namespace that has it. */
export function namespaceCheck(target: KubectlTarget): string {
  return `${kubectl(target)} get services -o yaml | grep -A 1 "trafficDistribution"`
}

/** Prints the zones for which the endpoints of a Service are meant; nothing where there are no hints. */
export function hintsCheck(target: KubectlTarget): string {
  return `${kubectl(target)} get endpointslices -l ${ofService(target)} -o yaml | grep -A 2 "forZones"`
}

/**
 * Counts the addresses that speak to a pod for a minute, in two lines: the first opens a container beside the pod's,
 * the second is for the shell in it. The guide takes tcpdump's third word as the source. From tcpdump 4.99 on, with
 * `-i any`, that is the packet's direction (tried with 4.99.3), so it is the word before `>` here.
 */
export function sourcesCheck(target: KubectlTarget): string {
  const { container, ports } = target
  const beside = container === undefined ? '' : ` --target=${shellWord(container)}`
  const listened = (ports.length > 0 ? ports : [undefined]).map((port) => `port ${port ?? 'PORT'}`)
  const filter = listened.join(' or ')
  return [
    `${kubectl(target)} debug -it ${podOf(target)} --image=nicolaka/netshoot${beside}`,
    `timeout 60 tcpdump -i any -n ${filter} 2>/dev/null | ${sources} | sort | uniq -c | sort -rn`,
  ].join('\n')
}

/** Takes the source's address of each line of tcpdump, without its port. */
const sources = `awk '{for (i = 1; i < NF; i++) if ($(i + 1) == ">") print $i}' | cut -d'.' -f1-4`

/** A pod's name, or what asks the cluster for one behind the Service. */
function podOf(target: KubectlTarget): string {
  if (target.pod !== undefined) return shellWord(target.pod)
  if (target.service === undefined) return 'POD'
  const first = `'{.items[0].endpoints[0].targetRef.name}'`
  return `"$(${kubectl(target)} get endpointslices -l ${ofService(target)} -o jsonpath=${first})"`
}

function kubectl({ context, namespace }: KubectlTarget): string {
  const at = context === undefined ? '' : ` --context ${shellWord(context)}`
  return `kubectl${at} -n ${namespace === undefined ? 'NAMESPACE' : shellWord(namespace)}`
}

function ofService(target: KubectlTarget): string {
  return `kubernetes.io/service-name=${serviceOf(target)}`
}

function serviceOf({ service }: KubectlTarget): string {
  return service === undefined ? 'SERVICE' : shellWord(service)
}

/** A text as one word of a POSIX shell, in quotes where it needs them. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
