/**
 * Texts that are templates: what `tpl` is called with. Names that such a text defines are known in it, and in what it
 * includes.
 */
import { parseTemplate } from '../../../syntax/template/parser.ts'
import { type Run, readOnce } from './run.ts'
import { definesIn, type NamedTemplates, type Template } from './templates.ts'

/** The template that a text is. */
export function tplTemplate(run: Run, text: string): Template {
  const tree = readOnce(run.texts.templates, text, parseTemplate)
  return { tree, body: tree.nodes, uri: undefined, source: tree }
}

/** The named templates with those that a text defines. */
export function withDefinitions(around: NamedTemplates, { tree, body }: Template): NamedTemplates {
  if (!tree.text.includes('define') && !tree.text.includes('block')) return around
  const own = new Map(
    definesIn(body).flatMap((node) =>
      node.name ? [[node.name.value, { tree, body: node.body, uri: undefined, source: tree }] as const] : [],
    ),
  )
  return { get: (name) => own.get(name) ?? around.get(name) }
}
