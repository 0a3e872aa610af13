/**
 * Which component a chain of names begins with, told name by name: expressions of long files are held against the
 * catalogue without a text being put together for each.
 */
import type { Expression } from '../syntax/alloy/ast.ts'
import { memo } from '../text/memo.ts'
import { type AlloyCatalogue, catalogueFor, componentNames } from './alloy.ts'

/** The name of a component that a chain of names begins with. */
export interface ComponentName {
  readonly name: string
  /** How many names of the chain it takes. */
  readonly length: number
  /** What it begins with: `otelcol` and `otelcol.exporter` of `otelcol.exporter.otlp`. */
  readonly prefixes: readonly string[]
}

/** The component that a chain of names begins with: the shortest one, if a name is behind it. Puts no names together. */
export function componentBegun(
  names: readonly { readonly name: string }[],
  catalogue = catalogueFor(),
): ComponentName | undefined {
  let step: Step | undefined = firstStep(catalogue)
  for (let i = 0; i + 1 < names.length; i++) {
    step = step.next.get(names[i]?.name ?? '')
    if (!step || step.component) return step?.component
  }
  return undefined
}

/** The component whose whole name an expression is written as: `loki.write`. Puts no names together. */
export function componentSpelled(
  expression: Expression,
  catalogue = catalogueFor(),
): ComponentName | undefined {
  return stepSpelled(expression, catalogue)?.component
}

function stepSpelled(expression: Expression, catalogue: AlloyCatalogue): Step | undefined {
  if (expression.kind === 'identifier') return firstStep(catalogue).next.get(expression.name)
  const before = expression.kind === 'access' ? stepSpelled(expression.object, catalogue) : undefined
  if (expression.kind !== 'access' || !before || before.component) return undefined
  return before.next.get(expression.name.name)
}

/** Whether a component has a name that begins with this one: `loki` of `loki.write`. */
export function beginsComponent(first: string, catalogue = catalogueFor()): boolean {
  return firstStep(catalogue).next.has(first)
}

/** Names of components, a step for each name between their dots. */
interface Step {
  readonly next: Map<string, Step>
  /** The component whose name ends here. */
  component: ComponentName | undefined
}

const firstStep = memo((catalogue: AlloyCatalogue): Step => {
  const first: Step = { next: new Map(), component: undefined }
  for (const name of componentNames(catalogue)) {
    const parts = name.split('.')
    let step = first
    for (const part of parts) {
      const next: Step = step.next.get(part) ?? { next: new Map(), component: undefined }
      step.next.set(part, next)
      step = next
    }
    const prefixes = parts.slice(0, -1).map((_, i) => parts.slice(0, i + 1).join('.'))
    step.component = { name, length: parts.length, prefixes }
  }
  return first
})
