/**
 * What the answers of several requests share: the session, the spelling of uris, the documents of places.
 */
import type { Connection, InitializeParams } from 'vscode-languageserver'
import type { Document } from '../text/document.ts'
import type { Session } from './session.ts'

/** What the requests of this layer are answered with. */
export interface Answering {
  readonly connection: Connection
  readonly session: Session
  /** The server's spelling of a client's uri. */
  readonly known: (uri: string) => string
  /** The client's spelling of a uri of the server. */
  readonly clientUris: ReadonlyMap<string, string>
  readonly params: InitializeParams
}

/** The documents of some places, read where they are not open. */
export async function documentsOf(
  session: Session,
  places: readonly { readonly uri: string }[],
): Promise<ReadonlyMap<string, Document>> {
  const found = new Map<string, Document>()
  for (const uri of new Set(places.map((place) => place.uri))) {
    const document = await session.documentAt(uri)
    if (document) found.set(uri, document)
  }
  return found
}

/** A uri as the client spelt it. */
export function clientUri({ clientUris }: Answering, uri: string): string {
  return clientUris.get(uri) ?? uri
}
