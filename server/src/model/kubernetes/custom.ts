/**
 * Which objects of custom resources may bring pods, Services or whole applications of their own into being: all but
 * those of groups that are known to describe only routes, certificates, secrets, rules and the like.
 */
import type { Manifest } from '../containers/manifests.ts'

/** Groups of Kubernetes itself; `metrics.k8s.io` and the like are not among them. */
const builtIn =
  /^(?:v1|(?:apps|batch|extensions|policy|autoscaling)\/v\w+|(?:rbac\.authorization|networking|storage|scheduling|coordination|node|discovery|events|admissionregistration|apiextensions|apiregistration|certificates|authentication|authorization|flowcontrol\.apiserver|resource|internal\.apiserver|storagemigration)\.k8s\.io\/v\w+)$/

/** Custom resources that make no pods. */
const quiet = [
  /^monitoring\.coreos\.com\/\w+ (?:ServiceMonitor|PodMonitor|PrometheusRule|Probe|ScrapeConfig|AlertmanagerConfig)$/,
  /^(?:[\w-]+\.)*cert-manager\.io\//,
  /^gateway\.networking\.k8s\.io\/\w+ (?!Gateway$)/,
  /^(?:traefik\.io|traefik\.containo\.us|external-secrets\.io|generators\.external-secrets\.io)\//,
  /^(?:bitnami\.com|isindir\.github\.com|secrets\.hashicorp\.com|secrets-store\.csi\.x-k8s\.io)\//,
  /^(?:externaldns\.k8s\.io|snapshot\.storage\.k8s\.io|groupsnapshot\.storage\.k8s\.io|autoscaling\.k8s\.io)\//,
  /^keda\.sh\/\w+ (?!ScaledJob$)/,
  /^(?:kyverno\.io|cilium\.io|projectcalico\.org|crd\.projectcalico\.org|metallb\.io|policies\.kyverno\.io)\//,
  /^(?:networking|security|telemetry)\.istio\.io\/\w+ (?!Gateway$)/,
  /^(?:kustomize\.config\.k8s\.io|notification\.toolkit\.fluxcd\.io|image\.toolkit\.fluxcd\.io)\//,
  /^source\.toolkit\.fluxcd\.io\//,
  /^(?:gateway\.envoyproxy\.io|networking\.gke\.io|cloud\.google\.com|volsync\.backube|k8s\.cni\.cncf\.io)\//,
  /^external-secrets\.io\//,
  /^argoproj\.io\/\w+ AppProject$/,
]

/** Whether the operator of this object may make pods or Services. */
export function isCustom({ apiVersion, kind }: Manifest): boolean {
  if (apiVersion === undefined || kind === undefined) return true
  if (builtIn.test(apiVersion)) return false
  const name = `${apiVersion} ${kind}`
  return !quiet.some((pattern) => pattern.test(name))
}
