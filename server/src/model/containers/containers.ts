/**
 * Containers: what Compose services and Kubernetes workloads (manifests, templates, fragments in Helm values) run,
 * with which arguments, mounts, variables and limits. Unknown values (template output, variables) are `undefined`,
 * never guessed. Which program a container runs is told by `programs.ts`, re-exported here.
 */
import type { Document, Place } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { composeContainers } from './compose.ts'
import { kubernetesContainers } from './kubernetes.ts'
import type { Known } from './text.ts'
import { valuesContainers } from './values.ts'

export { isAlloy, isLoki, isMemcached } from './programs.ts'
export type { Known } from './text.ts'

export interface Mount {
  /** Path in the container. */
  readonly target: string | undefined
  /** Volume name, or path on the host (as written) for `bind`. */
  readonly source: string | undefined
  /** Compose: the file of an entry of `configs` or `secrets`, as written. */
  readonly file?: string
  /** Kubernetes: the name of the ConfigMap behind the volume. */
  readonly configMap?: string
  readonly kind: 'bind' | 'volume' | 'tmpfs' | 'emptyDir' | 'configMap' | 'secret' | 'claim' | 'other'
  readonly readOnly: boolean
  readonly place: Place
}

export interface Environment {
  readonly name: string
  readonly value: string | undefined
  /** Compose: the value as written; of a name alone the variable that gives it. */
  readonly raw?: string
  readonly place: Place
}

export interface ContainerPort {
  readonly name: string | undefined
  readonly port: number | undefined
  /** As written, actions included. */
  readonly raw: string
  readonly place: Place
}

export interface PublishedPort {
  /** Host side as written: a port, a range, an address with a port. Undefined where Docker chooses one. */
  readonly host: string | undefined
  /** The host's address where it is written apart from the port; undefined in it for one that is not known. */
  readonly address?: { readonly value: string | undefined }
  readonly container: number | undefined
  /** `tcp` where it is not said; undefined where it is not known. */
  readonly protocol: string | undefined
  readonly place: Place
}

/** What Compose does with a container's output. */
export interface Logging {
  readonly driver: Known | undefined
  readonly options: readonly { readonly name: string; readonly value: Known | undefined }[]
  readonly place: Place
}

export interface Workload {
  readonly kind: string
  readonly name: string | undefined
  readonly namespace: string | undefined
  /** The labels of its pods, those that are known. */
  readonly labels: Readonly<Record<string, string>>
  readonly replicas: number | undefined
}

export interface Container {
  readonly runtime: 'compose' | 'kubernetes'
  /** Compose: the service's name; Kubernetes: the container's; Helm values: the key above it. */
  readonly name: string | undefined
  /** Kubernetes: kind and name of the workload. */
  readonly workload?: Workload | undefined
  /** In Helm values of an image given in parts, `repository` alone. */
  readonly image: Known | undefined
  /** Compose: `entrypoint`; Kubernetes: `command`. Elements in order. `undefined`: the image's own. */
  readonly entrypoint: readonly Known[] | undefined
  /** Compose: `command` (a string is split as a shell would); Kubernetes: `args`. */
  readonly args: readonly Known[] | undefined
  /** Whether there may be more arguments than those listed (template output, a file that is extended). */
  readonly argsOpen: boolean
  readonly environment: readonly Environment[]
  /** Whether more variables may come from elsewhere (`envFrom`, an `env_file` with a variable in its path, template output). */
  readonly environmentOpen: boolean
  /** Uris of the files that `env_file` names. */
  readonly environmentFiles: readonly string[]
  readonly mounts: readonly Mount[]
  /** Whether more mounts may come from template output. */
  readonly mountsOpen: boolean
  /** Ports that the container says it listens on. */
  readonly ports: readonly ContainerPort[]
  /** Compose: published ports, host side. */
  readonly published: readonly PublishedPort[]
  /** `user:` of Compose, `runAsUser` of Kubernetes (container over pod); undefined where not said. */
  readonly user: Known<string | number> | undefined
  readonly memoryLimit: Known<string | number> | undefined
  readonly cpuLimit: Known<string | number> | undefined
  /** Compose only. */
  readonly logging: Logging | undefined
  /** Whether any key may come from elsewhere: template output in the entry, a service of another file that is extended. */
  readonly open: boolean
  /** Compose: the service of another file that this one extends. */
  readonly extended?: { readonly uri: string; readonly name: string }
  /** Range of the whole service or container entry. */
  readonly place: Place
}

/** The containers of a document (not of the documents embedded in it). */
export const containersIn = memo((document: Document): readonly Container[] => {
  switch (document.kind) {
    case 'compose':
      return composeContainers(document)
    case 'kubernetes':
    case 'helm-template':
      return kubernetesContainers(document)
    case 'helm-values':
      return valuesContainers(document)
    default:
      return []
  }
})
