/**
 * Which files of a workspace may name something that an Alloy text defines, told from facts alone: whoever wants to
 * know where reads these files and no others. A file too many costs its reading, one too few would be a fault.
 */
import { memo } from '../../text/memo.ts'
import { fileOf } from '../../text/uri.ts'
import { allFacts, type Workspace } from '../workspace.ts'
import type { AlloyConfiguration } from './components.ts'
import type { AlloyName } from './names.ts'
import { besideOf, importedNames } from './scope.ts'
import type { AlloySubject } from './subjects.ts'

/** The uris of the files that may name a subject, the one that defines it first. */
export function filesAbout(workspace: Workspace, subject: AlloySubject): readonly string[] {
  const files = new Set([subject.home.uri])
  const root = rootAt(workspace, subject)
  // What stands in a module is seen by nobody else.
  if (!root) return [...files]
  const { configuration, name } = root
  const names = name.label ?? ''
  addBeside(files, workspace, configuration, names)
  if (name.kind !== 'declare') return [...files]
  for (const importer of importersOf(workspace).get(name) ?? []) {
    files.add(fileOf(importer.uri))
    addBeside(files, workspace, importer, names)
  }
  return [...files]
}

/** The other files of a configuration that use a name. */
function addBeside(
  files: Set<string>,
  workspace: Workspace,
  { uri }: AlloyConfiguration,
  name: string,
): void {
  for (const each of besideOf(workspace, uri))
    if (each.uses.some(({ names }) => names.includes(name))) files.add(fileOf(each.uri))
}

interface Root {
  readonly configuration: AlloyConfiguration
  readonly name: AlloyName
}

/** The name at the root of a configuration that a subject is, or is a part of. */
function rootAt(workspace: Workspace, { home }: AlloySubject): Root | undefined {
  return roots(workspace).get(`${home.uri}:${home.range.start}:${home.range.end}`)
}

const roots = memo((workspace: Workspace): ReadonlyMap<string, Root> => {
  const found = new Map<string, Root>()
  for (const configuration of allFacts(workspace, 'alloy'))
    for (const name of configuration.names)
      found.set(`${name.place.uri}:${name.place.range.start}:${name.place.range.end}`, {
        configuration,
        name,
      })
  return found
})

/** The configurations that import a `declare`. */
const importersOf = memo((workspace: Workspace): ReadonlyMap<AlloyName, readonly AlloyConfiguration[]> => {
  const found = new Map<AlloyName, AlloyConfiguration[]>()
  for (const configuration of allFacts(workspace, 'alloy')) {
    for (const each of configuration.names) {
      for (const name of importedNames(workspace, each) ?? []) {
        if (name.kind !== 'declare') continue
        const same = found.get(name)
        if (same) same.push(configuration)
        else found.set(name, [configuration])
      }
    }
  }
  return found
})
