/** Small ways to elements of the page. */

/** An element that the page's HTML has. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (!found) throw new Error(`the page has no ${id}`)
  return found
}

/** The elements of a drawing that a selector names. */
export function elementsOf(root: Element, selector: string): readonly SVGGElement[] {
  return [...root.querySelectorAll<SVGGElement>(selector)]
}

/** A drawing as an element of this page. It is read as XML, which runs nothing. */
export function copyOf(svg: string): SVGSVGElement {
  const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement
  const copy = document.importNode(root, true)
  if (!(copy instanceof SVGSVGElement)) throw new Error('the drawing cannot be read')
  return copy
}
