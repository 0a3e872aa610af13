/** Who calls the named templates of a family. */
import type { Family } from '../../model/charts/family.ts'
import type { Place } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { fileOf } from '../../text/uri.ts'

/** Calls by the literal name of what they call. */
export const callersOf = memo((family: Family): ReadonlyMap<string, readonly Place[]> => {
  const found = new Map<string, Place[]>()
  for (const { file } of family.files)
    for (const unit of file.units)
      for (const { kind, name, range } of unit.calls) {
        if (kind === 'tpl' || name.kind !== 'text') continue
        const known = found.get(name.value)
        const place = { uri: fileOf(file.uri), range }
        if (known) known.push(place)
        else found.set(name.value, [place])
      }
  return found
})
