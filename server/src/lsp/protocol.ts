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

/** A place as LSP has it: line and UTF-16 units from zero. */
export interface ProtocolPosition {
  readonly line: number
  readonly character: number
}

/** A range as LSP has it. */
export interface ProtocolRange {
  readonly start: ProtocolPosition
  readonly end: ProtocolPosition
}

/** Command of the client: copies one of some texts, of several the one that the user chooses. */
export const copyTextCommand = 'logkeel.copyText'

/** The only argument of the command that copies. */
export interface CopyTextParams {
  /** What the user is asked where there are several. */
  readonly question: string
  readonly choices: readonly CopyTextChoice[]
}
export interface CopyTextChoice {
  readonly label: string
  readonly detail: string
  readonly text: string
}

/** Command of the client: copies the path of keys to the cursor. */
export const copyYamlPathCommand = 'logkeel.copyYamlPath'

/** Client to server: the path of keys to a place of an open document. Answered with a text, or null where it is not YAML. */
export const yamlPath = 'logkeel/yaml/path'

export interface YamlPathParams {
  readonly uri: string
  readonly position: ProtocolPosition
}

/** Client to server: whether an open document is, or holds, an Alloy configuration. Answered with a boolean. */
export const hasPipeline = 'logkeel/pipeline/has'

/** Client to server: the pipeline of an open document, drawn. Answered with null once the document has changed. */
export const showPipeline = 'logkeel/pipeline/show'

/** Client to server: the pipeline as a text for other programs. Answered with the text, null as above. */
export const exportPipeline = 'logkeel/pipeline/export'

export interface PipelineParams {
  readonly uri: string
}
export interface ExportPipelineParams extends PipelineParams {
  readonly format: 'svg' | 'mermaid'
}

/** A drawn pipeline. Colours are the page's: classes in the drawing say what is what. */
export interface Pipeline {
  /** Of the document that it was made from. */
  readonly version: number
  /** How much there is, in a sentence. */
  readonly summary: string
  /** In the drawing, `data-id` of a group `g` names a node, `data-edge` an edge by its index. */
  readonly svg: string
  readonly legend: string
  /** Sheet for drawing and legend: patterns and sizes. */
  readonly style: string
  /** In the order of the text. */
  readonly nodes: readonly PipelineNode[]
  readonly edges: readonly PipelineEdge[]
}

/** A place to go to. */
export interface PipelinePlace {
  readonly uri: string
  readonly range: ProtocolRange
}

export interface PipelineNode extends PipelinePlace {
  readonly id: string
  readonly name: string
  /** Name, kind, neighbours and problems in sentences. */
  readonly description: string
  /** The block's name and label; `range` is the whole block. */
  readonly head: ProtocolRange
  /** Its middle in the drawing. */
  readonly x: number
  readonly y: number
}

/** `from` and `to` are ids of nodes; the place is that of the first reference that makes the edge. */
export interface PipelineEdge extends PipelinePlace {
  readonly from: string
  readonly to: string
}

/** Command of the client: shows the pipeline of the active editor. */
export const showPipelineCommand = 'logkeel.showPipeline'
