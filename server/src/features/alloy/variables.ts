/**
 * The environment variables that the workspace's Compose files, manifests and env files give to processes: their names
 * for completion, and which value each environment has. Values that look like secrets are not shown.
 */
import { isAlloy } from '../../model/containers/containers.ts'
import { variablesGivenTo } from '../../model/ports/givenVariables.ts'
import { allFacts, environmentOf, pathOf, type Workspace } from '../../model/workspace.ts'
import { memo } from '../../text/memo.ts'
import { fileOf } from '../../text/uri.ts'

/** One place that gives a variable. */
export interface VariableSource {
  /** The file's path in the workspace. */
  readonly path: string
  readonly uri: string
  readonly environment: string | undefined
  /** As it is written, if it is; undefined for a secret too. */
  readonly value: string | undefined
  readonly secret: boolean
  /** Whether it is given to an Alloy process, or by an env file. */
  readonly near: boolean
}

const secretName = /pass|secret|token|credential|api_?key|access_?key|private/i

/** All variables that something gives, by name. */
export const variablesOf = memo((workspace: Workspace): ReadonlyMap<string, readonly VariableSource[]> => {
  const found = new Map<string, VariableSource[]>()
  const add = (name: string, value: string | undefined, uri: string, near: boolean): void => {
    const file = fileOf(uri)
    const secret = secretName.test(name)
    const source = {
      path: pathOf(workspace, file),
      uri: file,
      environment: environmentOf(workspace, file),
      value: secret ? undefined : value,
      secret,
      near,
    }
    const same = found.get(name)
    if (!same) found.set(name, [source])
    else if (!same.some((each) => each.uri === file && each.value === source.value)) same.push(source)
  }
  for (const { name, value, place } of allFacts(workspace, 'variables')) add(name, value, place.uri, true)
  for (const container of allFacts(workspace, 'containers'))
    for (const { name, value, raw, place } of container.environment)
      add(name, value ?? raw, place.uri, isAlloy(container))
  return found
})

/** Whether the containers that mount a file give it this variable. */
export function isGivenTo(workspace: Workspace, uri: string, name: string): boolean {
  return variablesGivenTo(workspace, fileOf(uri))?.has(name) ?? false
}
