// Made by npm run generate. Do not edit.
import { completion as completion0 } from './address.ts'
import { completion as completion1 } from './alloy.ts'
import { completion as completion2 } from './kubernetes.ts'
import { completion as completion3 } from './loki.ts'
import { completion as completion4 } from './memcached.ts'
import { completion as completion5 } from './settings.ts'
import type { CompletionSource } from '../feature.ts'

export const completions: readonly CompletionSource[] = [
  completion0,
  completion1,
  completion2,
  completion3,
  completion4,
  completion5,
]
