/**
 * Paths of documents as strings: the little that the core needs, with no access to a file system. A uri is opaque
 * but for its `/`; an embedded document's uri is its host's with a `#` and the way to it.
 */

/** The folder of `uri`, without a slash at the end. */
export function folderOf(uri: string): string {
  const end = uri.lastIndexOf('/')
  return end < 0 ? '' : uri.slice(0, end)
}

/** The last segment of `uri`. */
export function nameOf(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1)
}

/** `uri` relative to `root` (both without a slash at the end), or `uri` itself where it lies outside. */
export function relativeTo(root: string, uri: string): string {
  return uri.startsWith(`${root}/`) ? uri.slice(root.length + 1) : uri
}

/** `path` as seen from `folder`: `.` and `..` are resolved; an absolute path keeps the folder's scheme. */
export function resolvePath(folder: string, path: string): string {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) return path
  const scheme = /^[a-z][a-z0-9+.-]+:\/\/[^/]*/i.exec(folder)?.[0] ?? ''
  const base = path.startsWith('/') ? [] : folder.slice(scheme.length).split('/')
  const out: string[] = path.startsWith('/') ? [''] : []
  for (const segment of [...base, ...path.split('/').filter((s) => s !== '')]) {
    if (segment === '..') out.pop()
    else if (segment !== '.') out.push(segment)
  }
  return scheme + out.join('/')
}

/** The uri of the file that holds an embedded document. */
export function fileOf(uri: string): string {
  const hash = uri.indexOf('#')
  return hash < 0 ? uri : uri.slice(0, hash)
}
