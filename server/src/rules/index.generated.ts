// Made by npm run generate. Do not edit.
import { rule as rule0 } from './alloy/deprecated-function.ts'
import { rule as rule1 } from './alloy/finite-retries.ts'
import { rule as rule2 } from './alloy/missing-wal.ts'
import { rule as rule3 } from './alloy/syntax.ts'
import { rule as rule4 } from './alloy/wal-not-enabled.ts'
import { rule as rule5 } from './alloy/wal-read-frequency.ts'
import { rule as rule6 } from './alloy/wal-segment-age.ts'
import { rule as rule7 } from './logkeel/not-text.ts'
import { rule as rule8 } from './logkeel/settings.ts'
import { rule as rule9 } from './logkeel/too-large.ts'
import { rule as rule10 } from './logkeel/unused-suppression.ts'
import { rule as rule11 } from './loki/retention-below-policy.ts'
import { rule as rule12 } from './yaml/syntax.ts'
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
]
