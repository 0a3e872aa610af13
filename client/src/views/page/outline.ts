/**
 * The pipeline as a list: what each component is, where its data comes from and goes to. It is always part of the page
 * for whoever hears it, and in sight when its button says so.
 */
import type { PipelineNode } from '../../../../server/src/lsp/protocol.ts'

export interface Outline {
  show(nodes: readonly PipelineNode[]): void
  mark(id: string | undefined): void
}

/** @param chosen called with the id of an entry that was clicked */
export function createOutline(root: HTMLElement, chosen: (id: string) => void): Outline {
  const list = document.createElement('ul')
  root.replaceChildren(list)
  root.addEventListener('click', ({ target }) => {
    const id = target instanceof Element ? target.closest('li')?.dataset.id : undefined
    if (id !== undefined) chosen(id)
  })
  return {
    show: (nodes) => list.replaceChildren(...nodes.map(entry)),
    mark: (id) => {
      for (const item of list.querySelectorAll('li')) {
        if (item.dataset.id === id) item.setAttribute('aria-current', 'location')
        else item.removeAttribute('aria-current')
      }
    },
  }
}

function entry({ id, name, description }: PipelineNode): HTMLLIElement {
  const item = document.createElement('li')
  item.dataset.id = id
  const strong = document.createElement('strong')
  strong.textContent = name
  const rest = document.createElement('span')
  rest.textContent = description.startsWith(name)
    ? description.slice(name.length).replace(/^[, ]+/, '')
    : description
  item.append(strong, rest)
  return item
}
