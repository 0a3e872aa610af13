// Made by npm run generate. Do not edit.
import { completion as completion0 } from './address.ts'
import { completion as completion1 } from './alloy.ts'
import { completion as completion2 } from './kubernetes.ts'
import { completion as completion3 } from './kubernetesPorts.ts'
import { completion as completion4 } from './loki.ts'
import { completion as completion5 } from './memcached.ts'
import { completion as completion6 } from './memcachedChart.ts'
import { completion as completion7 } from './settings.ts'
import { completion as completion8 } from './template.ts'
import { completion as completion9 } from './values.ts'
import type { CompletionSource } from '../feature.ts'

export const completions: readonly CompletionSource[] = [
  completion0,
  completion1,
  completion2,
  completion3,
  completion4,
  completion5,
  completion6,
  completion7,
  completion8,
  completion9,
]
