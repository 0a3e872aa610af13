/** A strict little reader of XML, to hold a drawing against the rules of well-formedness. Knows no namespaces. */
import assert from 'node:assert/strict'

export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: Element[]
  /** The text directly inside, entities decoded. */
  text: string
}

const token = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)|(<)/gy

/** The root element. Fails where the text is not well formed. */
export function readXml(source: string): Element {
  const top: Element = { name: '', attributes: {}, children: [], text: '' }
  const open = [top]
  for (const [whole, end, name, attributes = '', empty, text, stray] of source.matchAll(token)) {
    const at = open.at(-1)
    assert.ok(at, `an element too many is closed at ${whole}`)
    assert.equal(stray, undefined, 'a < that opens nothing')
    if (text !== undefined) at.text += decoded(text)
    else if (end) {
      assert.equal(name, at.name, 'elements are closed in the order in which they were opened')
      open.pop()
    } else {
      const element: Element = {
        name: name ?? '',
        attributes: attributesOf(attributes),
        children: [],
        text: '',
      }
      at.children.push(element)
      if (!empty) open.push(element)
    }
  }
  assert.equal(open.length, 1, `${open.at(-1)?.name} is not closed`)
  const [root, ...more] = top.children
  assert.ok(root && more.length === 0, 'there is one root')
  return root
}

function attributesOf(text: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const [, name = '', value = ''] of text.matchAll(/([\w:-]+)="([^"]*)"/g)) {
    assert.ok(!(name in found), `${name} is given twice`)
    found[name] = decoded(value)
  }
  return found
}

function decoded(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML refuses these
  assert.doesNotMatch(text, /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/)
  return text.replace(/&(#\d+|\w+);|&/g, (whole, name?: string) => {
    assert.ok(name, 'an & that begins no entity')
    if (name.startsWith('#')) return String.fromCodePoint(Number(name.slice(1)))
    const known = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }[name]
    assert.ok(known, `${whole} is no entity of XML`)
    return known
  })
}

/** All elements below one, each before what lies in it. */
export function elementsIn(element: Element): readonly Element[] {
  return element.children.flatMap((child) => [child, ...elementsIn(child)])
}
