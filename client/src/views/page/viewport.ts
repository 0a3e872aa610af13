/**
 * Zoom and place of the drawing: the canvas scrolls, the drawing's size is its own times the zoom. Ctrl and the wheel
 * zoom at the pointer, dragging the ground moves, keys zoom too.
 */

/** Zoom, and how far the canvas is scrolled. */
export interface View {
  readonly zoom?: number
  readonly left?: number
  readonly top?: number
}

export interface Viewport {
  /** A drawing was put into the canvas: it comes as it was kept, else as large as fits. */
  shown(kept: View | undefined): void
  /** Brings an element into sight, where it is not. */
  reveal(element: Element): void
  /** Does what a key means here. @returns whether it means anything */
  key(key: string): boolean
  /** Whether the pointer has moved the drawing since it was pressed. */
  wasDragged(): boolean
}

const least = 0.15
const most = 3
/** Smaller than this, names can't be read: what does not fit is scrolled, unless one asks to see it all. */
const legible = 0.72

/** @param changed told of each change, for keeping */
export function createViewport(canvas: HTMLElement, changed: (view: View) => void): Viewport {
  let zoom = 1
  const size = () => {
    const box = canvas.querySelector('svg')?.viewBox.baseVal
    return { width: box?.width ?? 0, height: box?.height ?? 0 }
  }
  const told = () => changed({ zoom, left: canvas.scrollLeft, top: canvas.scrollTop })
  const apply = () => {
    const svg = canvas.querySelector('svg')
    svg?.setAttribute('width', String(size().width * zoom))
    svg?.setAttribute('height', String(size().height * zoom))
  }
  /** Zooms so that the point of the canvas stays where it is. */
  const zoomTo = (wanted: number, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) => {
    const next = Math.min(Math.max(wanted, least), most)
    const [left, top] = [(canvas.scrollLeft + x) / zoom, (canvas.scrollTop + y) / zoom]
    zoom = next
    apply()
    canvas.scrollTo(left * zoom - x, top * zoom - y)
    told()
  }
  const fit = (atLeast: number) => {
    const { width, height } = size()
    if (width > 0)
      zoom = Math.max(Math.min(canvas.clientWidth / width, canvas.clientHeight / height, 1), atLeast)
    apply()
    told()
  }
  canvas.addEventListener('scroll', told, { passive: true })
  canvas.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      const box = canvas.getBoundingClientRect()
      zoomTo(zoom * Math.exp(-event.deltaY / 300), event.clientX - box.left, event.clientY - box.top)
    },
    { passive: false },
  )
  const wasDragged = dragging(canvas)
  return {
    shown: (kept) => {
      if (kept?.zoom === undefined) return fit(legible)
      zoom = kept.zoom
      apply()
      canvas.scrollTo(kept.left ?? 0, kept.top ?? 0)
    },
    reveal: (element) => reveal(canvas, element.getBoundingClientRect()),
    key: (key) => {
      const factor = { '+': 1.2, '=': 1.2, '-': 1 / 1.2 }[key]
      if (factor !== undefined) zoomTo(zoom * factor)
      else if (key === '0') zoomTo(1)
      else if (key === 'f') fit(least)
      else return false
      return true
    },
    wasDragged,
  }
}

/** Room that is left around what is brought into sight. */
const around = 24

function reveal(canvas: HTMLElement, { left, right, top, bottom }: DOMRect): void {
  const box = canvas.getBoundingClientRect()
  /** How far to scroll so that `from` to `to` lies between the edges; the start counts where not both fit. */
  const by = (from: number, to: number, start: number, end: number) =>
    from - around < start
      ? from - around - start
      : Math.max(0, Math.min(to + around - end, from - around - start))
  canvas.scrollBy(by(left, right, box.left, box.right), by(top, bottom, box.top, box.bottom))
}

/** Moves the canvas with the pointer. @returns whether it was moved since the pointer was pressed */
function dragging(canvas: HTMLElement): () => boolean {
  let moved = 0
  canvas.addEventListener('pointerdown', (event) => {
    moved = 0
    if (event.button > 1 || (event.target instanceof Element && event.target.closest('.node'))) return
    const move = (next: PointerEvent) => {
      moved += Math.abs(next.movementX) + Math.abs(next.movementY)
      canvas.scrollBy(-next.movementX, -next.movementY)
    }
    const end = () => {
      canvas.classList.remove('dragged')
      window.removeEventListener('pointermove', move)
    }
    canvas.classList.add('dragged')
    window.addEventListener('pointermove', move)
    window.addEventListener('pointerup', end, { once: true })
    window.addEventListener('pointercancel', end, { once: true })
  })
  // A hand that clicks is not quite still.
  return () => moved > 4
}
