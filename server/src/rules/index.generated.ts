// Made by npm run generate. Do not edit.
import { rule as rule0 } from './alloy/absent-member.ts'
import { rule as rule1 } from './alloy/all-pods-from-every-node.ts'
import { rule as rule2 } from './alloy/argument-count.ts'
import { rule as rule3 } from './alloy/argument-or-block.ts'
import { rule as rule4 } from './alloy/argument-type.ts'
import { rule as rule5 } from './alloy/batch-size.ts'
import { rule as rule6 } from './alloy/clustering-off.ts'
import { rule as rule7 } from './alloy/community.ts'
import { rule as rule8 } from './alloy/dead-end.ts'
import { rule as rule9 } from './alloy/deprecated-function.ts'
import { rule as rule10 } from './alloy/docker-socket.ts'
import { rule as rule11 } from './alloy/duplicate-argument.ts'
import { rule as rule12 } from './alloy/duplicate-block.ts'
import { rule as rule13 } from './alloy/duplicate-component.ts'
import { rule as rule14 } from './alloy/empty-module.ts'
import { rule as rule15 } from './alloy/empty-value.ts'
import { rule as rule16 } from './alloy/exclusive-arguments.ts'
import { rule as rule17 } from './alloy/finite-retries.ts'
import { rule as rule18 } from './alloy/glob-without-match.ts'
import { rule as rule19 } from './alloy/host-logs-not-mounted.ts'
import { rule as rule20 } from './alloy/label.ts'
import { rule as rule21 } from './alloy/listen-address.ts'
import { rule as rule22 } from './alloy/literal-secret.ts'
import { rule as rule23 } from './alloy/max-streams.ts'
import { rule as rule24 } from './alloy/misplaced-block.ts'
import { rule as rule25 } from './alloy/missing-argument.ts'
import { rule as rule26 } from './alloy/missing-block.ts'
import { rule as rule27 } from './alloy/missing-wal.ts'
import { rule as rule28 } from './alloy/module-argument.ts'
import { rule as rule29 } from './alloy/module-cycle.ts'
import { rule as rule30 } from './alloy/nested-label.ts'
import { rule as rule31 } from './alloy/no-endpoint.ts'
import { rule as rule32 } from './alloy/operand.ts'
import { rule as rule33 } from './alloy/positions-not-persisted.ts'
import { rule as rule34 } from './alloy/queue-config-stability.ts'
import { rule as rule35 } from './alloy/reference-cycle.ts'
import { rule as rule36 } from './alloy/regex.ts'
import { rule as rule37 } from './alloy/relabel.ts'
import { rule as rule38 } from './alloy/resent-idle-files.ts'
import { rule as rule39 } from './alloy/scrape-timeout.ts'
import { rule as rule40 } from './alloy/secret-as-string.ts'
import { rule as rule41 } from './alloy/selector.ts'
import { rule as rule42 } from './alloy/shadowed-function.ts'
import { rule as rule43 } from './alloy/stability.ts'
import { rule as rule44 } from './alloy/stage-expression.ts'
import { rule as rule45 } from './alloy/stage-order.ts'
import { rule as rule46 } from './alloy/stray-attribute.ts'
import { rule as rule47 } from './alloy/syntax.ts'
import { rule as rule48 } from './alloy/template-action.ts'
import { rule as rule49 } from './alloy/tenant-conflict.ts'
import { rule as rule50 } from './alloy/time-layout.ts'
import { rule as rule51 } from './alloy/type.ts'
import { rule as rule52 } from './alloy/unbounded-label.ts'
import { rule as rule53 } from './alloy/unknown-argument.ts'
import { rule as rule54 } from './alloy/unknown-block.ts'
import { rule as rule55 } from './alloy/unknown-component.ts'
import { rule as rule56 } from './alloy/unknown-export.ts'
import { rule as rule57 } from './alloy/unknown-function.ts'
import { rule as rule58 } from './alloy/unknown-member.ts'
import { rule as rule59 } from './alloy/unknown-value.ts'
import { rule as rule60 } from './alloy/unresolved-reference.ts'
import { rule as rule61 } from './alloy/unset-variable.ts'
import { rule as rule62 } from './alloy/unused-component.ts'
import { rule as rule63 } from './alloy/url.ts'
import { rule as rule64 } from './alloy/value-range.ts'
import { rule as rule65 } from './alloy/wal-not-enabled.ts'
import { rule as rule66 } from './alloy/wal-not-persisted.ts'
import { rule as rule67 } from './alloy/wal-read-frequency.ts'
import { rule as rule68 } from './alloy/wal-segment-age.ts'
import { rule as rule69 } from './alloy/wal-shared-endpoints.ts'
import { rule as rule70 } from './alloy/wiring.ts'
import { rule as rule71 } from './argocd/values-ignored.ts'
import { rule as rule72 } from './argocd/values-syntax.ts'
import { rule as rule73 } from './compose/alloy-resources.ts'
import { rule as rule74 } from './compose/unrotated-logs.ts'
import { rule as rule75 } from './helm/argument-count.ts'
import { rule as rule76 } from './helm/argument-type.ts'
import { rule as rule77 } from './helm/duplicate-define.ts'
import { rule as rule78 } from './helm/printf.ts'
import { rule as rule79 } from './helm/renamed-key.ts'
import { rule as rule80 } from './helm/scientific-notation.ts'
import { rule as rule81 } from './helm/subchart-key.ts'
import { rule as rule82 } from './helm/syntax.ts'
import { rule as rule83 } from './helm/undefined-template.ts'
import { rule as rule84 } from './helm/undefined-variable.ts'
import { rule as rule85 } from './helm/unknown-function.ts'
import { rule as rule86 } from './helm/unknown-object.ts'
import { rule as rule87 } from './helm/unknown-value.ts'
import { rule as rule88 } from './helm/unused-value.ts'
import { rule as rule89 } from './helm/value-type.ts'
import { rule as rule90 } from './kubernetes/missing-traffic-distribution.ts'
import { rule as rule91 } from './kubernetes/pdb-blocks-drain.ts'
import { rule as rule92 } from './kubernetes/port-name.ts'
import { rule as rule93 } from './kubernetes/selector-matches-nothing.ts'
import { rule as rule94 } from './kubernetes/target-port.ts'
import { rule as rule95 } from './kubernetes/topology-spread-missing.ts'
import { rule as rule96 } from './kubernetes/traffic-distribution-overridden.ts'
import { rule as rule97 } from './kubernetes/traffic-distribution-unused.ts'
import { rule as rule98 } from './kubernetes/traffic-distribution-value.ts'
import { rule as rule99 } from './kubernetes/unknown-port.ts'
import { rule as rule100 } from './kubernetes/unset-traffic-distribution.ts'
import { rule as rule101 } from './logkeel/not-text.ts'
import { rule as rule102 } from './logkeel/settings.ts'
import { rule as rule103 } from './logkeel/too-large.ts'
import { rule as rule104 } from './logkeel/unused-suppression.ts'
import { rule as rule105 } from './loki/default-rate-limits.ts'
import { rule as rule106 } from './loki/filesystem-storage.ts'
import { rule as rule107 } from './loki/placeholder.ts'
import { rule as rule108 } from './loki/retention-below-policy.ts'
import { rule as rule109 } from './loki/retention-not-enforced.ts'
import { rule as rule110 } from './loki/s3-permissions.ts'
import { rule as rule111 } from './loki/tail-limit.ts'
import { rule as rule112 } from './memcached/chart-port.ts'
import { rule as rule113 } from './memcached/connection-limit.ts'
import { rule as rule114 } from './memcached/container-memory.ts'
import { rule as rule115 } from './memcached/daemon.ts'
import { rule as rule116 } from './memcached/extstore-size.ts'
import { rule as rule117 } from './memcached/flag-value.ts'
import { rule as rule118 } from './memcached/item-size.ts'
import { rule as rule119 } from './memcached/port-flag.ts'
import { rule as rule120 } from './memcached/port-mismatch.ts'
import { rule as rule121 } from './memcached/unknown-flag.ts'
import { rule as rule122 } from './ports/duplicate.ts'
import { rule as rule123 } from './ports/grpc-for-http.ts'
import { rule as rule124 } from './ports/table-conflict.ts'
import { rule as rule125 } from './ports/unknown-port.ts'
import { rule as rule126 } from './ports/wrong-component.ts'
import { rule as rule127 } from './yaml/syntax.ts'
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
  rule36,
  rule37,
  rule38,
  rule39,
  rule40,
  rule41,
  rule42,
  rule43,
  rule44,
  rule45,
  rule46,
  rule47,
  rule48,
  rule49,
  rule50,
  rule51,
  rule52,
  rule53,
  rule54,
  rule55,
  rule56,
  rule57,
  rule58,
  rule59,
  rule60,
  rule61,
  rule62,
  rule63,
  rule64,
  rule65,
  rule66,
  rule67,
  rule68,
  rule69,
  rule70,
  rule71,
  rule72,
  rule73,
  rule74,
  rule75,
  rule76,
  rule77,
  rule78,
  rule79,
  rule80,
  rule81,
  rule82,
  rule83,
  rule84,
  rule85,
  rule86,
  rule87,
  rule88,
  rule89,
  rule90,
  rule91,
  rule92,
  rule93,
  rule94,
  rule95,
  rule96,
  rule97,
  rule98,
  rule99,
  rule100,
  rule101,
  rule102,
  rule103,
  rule104,
  rule105,
  rule106,
  rule107,
  rule108,
  rule109,
  rule110,
  rule111,
  rule112,
  rule113,
  rule114,
  rule115,
  rule116,
  rule117,
  rule118,
  rule119,
  rule120,
  rule121,
  rule122,
  rule123,
  rule124,
  rule125,
  rule126,
  rule127,
]
