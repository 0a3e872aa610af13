// Made by npm run generate. Do not edit.
import { hover as hover0 } from './address.ts'
import { hover as hover1 } from './alloy.ts'
import { hover as hover2 } from './kubernetes.ts'
import { hover as hover3 } from './kubernetesPorts.ts'
import { hover as hover4 } from './loki.ts'
import { hover as hover5 } from './memcached.ts'
import { hover as hover6 } from './memcachedChart.ts'
import { hover as hover7 } from './settings.ts'
import { hover as hover8 } from './template.ts'
import { hover as hover9 } from './values.ts'
import type { HoverSource } from '../feature.ts'

export const hovers: readonly HoverSource[] = [
  hover0,
  hover1,
  hover2,
  hover3,
  hover4,
  hover5,
  hover6,
  hover7,
  hover8,
  hover9,
]
