/**
 * What client and server say to each other beside LSP. Types and method names only: both sides import it.
 */

/** Client to server, in `initializationOptions`. */
export interface InitializationOptions {
  /** Commands that the client can run, such as `logkeel.showRule`. */
  readonly commands?: readonly string[]
  /** Whether the client answers `logkeel/files/*` (a browser's server has no file system). */
  readonly files?: boolean
  /** Bundle of translated sentences, as `@vscode/l10n` takes it. */
  readonly translations?: Readonly<Record<string, string>>
}

/** Server to client: the uris of the files below a folder that can be of interest. */
export const listFiles = 'logkeel/files/list'
export interface ListFilesParams {
  readonly folder: string
}

/** Server to client: the content of a file. */
export const readFile = 'logkeel/files/read'
export interface ReadFileParams {
  readonly uri: string
}
/** Bytes are Base64; absent where the file can't be read. */
export interface ReadFileResult {
  readonly base64?: string
  readonly reason?: string
}

/** Command of the client: shows the page of the rule that is its only argument. */
export const showRuleCommand = 'logkeel.showRule'
