// Made by npm run generate. Do not edit.
import { rule as rule0 } from './alloy/deprecated-function.ts'
import { rule as rule1 } from './alloy/finite-retries.ts'
import { rule as rule2 } from './alloy/missing-wal.ts'
import { rule as rule3 } from './alloy/syntax.ts'
import { rule as rule4 } from './alloy/wal-not-enabled.ts'
import { rule as rule5 } from './alloy/wal-not-persisted.ts'
import { rule as rule6 } from './alloy/wal-read-frequency.ts'
import { rule as rule7 } from './alloy/wal-segment-age.ts'
import { rule as rule8 } from './argocd/values-ignored.ts'
import { rule as rule9 } from './argocd/values-syntax.ts'
import { rule as rule10 } from './compose/alloy-resources.ts'
import { rule as rule11 } from './compose/unrotated-logs.ts'
import { rule as rule12 } from './helm/syntax.ts'
import { rule as rule13 } from './helm/undefined-variable.ts'
import { rule as rule14 } from './helm/unknown-function.ts'
import { rule as rule15 } from './kubernetes/missing-traffic-distribution.ts'
import { rule as rule16 } from './kubernetes/topology-spread-missing.ts'
import { rule as rule17 } from './kubernetes/traffic-distribution-overridden.ts'
import { rule as rule18 } from './kubernetes/traffic-distribution-value.ts'
import { rule as rule19 } from './kubernetes/unset-traffic-distribution.ts'
import { rule as rule20 } from './logkeel/not-text.ts'
import { rule as rule21 } from './logkeel/settings.ts'
import { rule as rule22 } from './logkeel/too-large.ts'
import { rule as rule23 } from './logkeel/unused-suppression.ts'
import { rule as rule24 } from './loki/default-rate-limits.ts'
import { rule as rule25 } from './loki/filesystem-storage.ts'
import { rule as rule26 } from './loki/placeholder.ts'
import { rule as rule27 } from './loki/retention-below-policy.ts'
import { rule as rule28 } from './loki/retention-not-enforced.ts'
import { rule as rule29 } from './loki/s3-permissions.ts'
import { rule as rule30 } from './loki/tail-limit.ts'
import { rule as rule31 } from './memcached/port-flag.ts'
import { rule as rule32 } from './ports/grpc-for-http.ts'
import { rule as rule33 } from './ports/unknown-port.ts'
import { rule as rule34 } from './ports/wrong-component.ts'
import { rule as rule35 } from './yaml/syntax.ts'
import type { Rule } from './rule.ts'

export const rules: readonly Rule[] = [
  rule0,
  rule1,
  rule2,
  rule3,
  rule4,
  rule5,
  rule6,
  rule7,
  rule8,
  rule9,
  rule10,
  rule11,
  rule12,
  rule13,
  rule14,
  rule15,
  rule16,
  rule17,
  rule18,
  rule19,
  rule20,
  rule21,
  rule22,
  rule23,
  rule24,
  rule25,
  rule26,
  rule27,
  rule28,
  rule29,
  rule30,
  rule31,
  rule32,
  rule33,
  rule34,
  rule35,
]
