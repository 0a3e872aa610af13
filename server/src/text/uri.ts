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
function relativeTo(root: string, uri: string): string {
  return uri.startsWith(`${root}/`) ? uri.slice(root.length + 1) : uri
}

/** The same as a user writes it: with nothing percent-encoded. For patterns, for names, and to be shown. */
export function pathFrom(root: string, uri: string): string {
  return decoded(relativeTo(root, uri))
}

/**
 * One spelling for each uri. Clients encode more than they must (`file:///c%3A/…`, `%5B`) or less, and programs differ
 * in it from version to version; uris are compared as strings everywhere, so each that comes in passes through here.
 */
export function canonicalUri(uri: string): string {
  const scheme = schemeOf.exec(uri)?.[0]
  if (scheme === undefined) return uri
  const path = uri.slice(scheme.length)
  const cut = path.search(/[?#]/)
  const file = cut < 0 ? path : path.slice(0, cut)
  const drive = (whole: string) => (scheme.startsWith('file:') ? whole.toLowerCase() : whole)
  const segments = file.split('/').map((segment) => encoded(decoded(segment)))
  return scheme + segments.join('/').replace(/^\/[A-Z]:(?=\/|$)/, drive) + path.slice(file.length)
}

const schemeOf = /^[a-z][a-z0-9+.-]+:\/\/[^/?#]*/i

function encoded(segment: string): string {
  if (/^[\w.~-]*$/.test(segment)) return segment
  return encodeURI(segment.replace(/\p{Cs}/gu, '\ufffd')).replace(/[?#]/g, encodeURIComponent)
}

/** A text with a stray `%` stands for itself. */
function decoded(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * `path`, as a user writes it, seen from `folder`: `.` and `..` are resolved; an absolute path keeps the folder's
 * scheme. Where the folder is a uri, so is the result, in its one spelling.
 */
export function resolvePath(folder: string, path: string): string {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) return path
  const scheme = schemeOf.exec(folder)?.[0] ?? ''
  const base = path.startsWith('/') ? [] : folder.slice(scheme.length).split('/')
  const out: string[] = path.startsWith('/') ? [''] : []
  const given = path.split('/').filter((s) => s !== '')
  for (const segment of [...base, ...(scheme ? given.map(encoded) : given)]) {
    if (segment === '..') {
      if (out.length > 1 || out[0] !== '') out.pop()
    } else if (segment !== '.') out.push(segment)
  }
  return scheme + out.join('/')
}

/** The uri of the file that holds an embedded document. */
export function fileOf(uri: string): string {
  const hash = uri.indexOf('#')
  return hash < 0 ? uri : uri.slice(0, hash)
}
