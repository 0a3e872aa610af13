/**
 * Texts as bytes of UTF-8, which Go's texts are, and what is computed of bytes: base64 and SHA-256.
 */

/** The bytes of a text; a lone surrogate becomes U+FFFD, as everywhere in Go. */
export function bytesOf(text: string): Uint8Array {
  const out: number[] = []
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    const point = code >= 0xd800 && code < 0xe000 ? 0xfffd : code
    if (point < 0x80) out.push(point)
    else if (point < 0x800) out.push(0xc0 | (point >> 6), 0x80 | (point & 63))
    else if (point < 0x10000) out.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63))
    else
      out.push(
        0xf0 | (point >> 18),
        0x80 | ((point >> 12) & 63),
        0x80 | ((point >> 6) & 63),
        0x80 | (point & 63),
      )
  }
  return Uint8Array.from(out)
}

/** The text of bytes; what is no UTF-8 becomes U+FFFD. */
export function textOfBytes(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const { point, length } = pointAt(bytes, at)
    text += String.fromCodePoint(point)
    at += length
  }
  return text
}

function pointAt(bytes: Uint8Array, at: number): { readonly point: number; readonly length: number } {
  const first = bytes[at] ?? 0
  if (first < 0x80) return { point: first, length: 1 }
  const length = first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0
  let point = first & (0xff >> (length + 1))
  for (let i = 1; i < length; i++) {
    const next = bytes[at + i] ?? 0
    if ((next & 0xc0) !== 0x80) return { point: 0xfffd, length: 1 }
    point = (point << 6) | (next & 63)
  }
  const least = [0, 0, 0x80, 0x800, 0x10000][length] ?? 0
  const isBad =
    length === 0 || first > 0xf4 || point < least || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)
  return isBad ? { point: 0xfffd, length: 1 } : { point, length }
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Bytes in base64, padded. */
export function base64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = [bytes[at], bytes[at + 1], bytes[at + 2]]
    const group = (a << 16) | ((b ?? 0) << 8) | (c ?? 0)
    text += (digits[group >> 18] ?? '') + (digits[(group >> 12) & 63] ?? '')
    text += b === undefined ? '=' : (digits[(group >> 6) & 63] ?? '')
    text += c === undefined ? '=' : (digits[group & 63] ?? '')
  }
  return text
}

/** The bytes that a text in base64 stands for; nothing where it is none. Line breaks are passed over. */
export function fromBase64(text: string): Uint8Array | undefined {
  const plain = text.replace(/[\r\n]/g, '')
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(plain)) return undefined
  const out: number[] = []
  for (let at = 0; at < plain.length; at += 4) {
    const [a = 0, b = 0, c = 0, d = 0] = [...plain.slice(at, at + 4)].map((char) =>
      Math.max(0, digits.indexOf(char)),
    )
    const group = (a << 18) | (b << 12) | (c << 6) | d
    const size = plain[at + 2] === '=' ? 1 : plain[at + 3] === '=' ? 2 : 3
    out.push(...[group >> 16, (group >> 8) & 255, group & 255].slice(0, size))
  }
  return Uint8Array.from(out)
}

const roots = primes(64).map((prime) => fraction(prime ** (1 / 3)))
const starts = primes(8).map((prime) => fraction(prime ** 0.5))

function primes(count: number): readonly number[] {
  const found: number[] = []
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n)
  return found
}

/** The first 32 bits behind the point. */
function fraction(value: number): number {
  return ((value % 1) * 2 ** 32) | 0
}

/** SHA-256 (FIPS 180-4) as 64 hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  const size = Math.ceil((bytes.length + 9) / 64) * 64
  const data = new Uint8Array(size)
  data.set(bytes)
  data[bytes.length] = 0x80
  const view = new DataView(data.buffer)
  view.setUint32(size - 8, Math.floor((bytes.length * 8) / 2 ** 32))
  view.setUint32(size - 4, (bytes.length * 8) >>> 0)
  let state: readonly number[] = starts
  const words = new Int32Array(64)
  for (let block = 0; block < size; block += 64) {
    for (let i = 0; i < 16; i++) words[i] = view.getInt32(block + i * 4)
    state = mixed(state, words)
  }
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

const rotated = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

function mixed(state: readonly number[], words: Int32Array): readonly number[] {
  const word = (i: number): number => words[i] ?? 0
  for (let i = 16; i < 64; i++) {
    const low = rotated(word(i - 15), 7) ^ rotated(word(i - 15), 18) ^ (word(i - 15) >>> 3)
    const high = rotated(word(i - 2), 17) ^ rotated(word(i - 2), 19) ^ (word(i - 2) >>> 10)
    words[i] = word(i - 16) + low + word(i - 7) + high
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let i = 0; i < 64; i++) {
    const sum = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
    const first = (h + sum + ((e & f) ^ (~e & g)) + (roots[i] ?? 0) + word(i)) | 0
    const second = ((rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
  }
  return [a, b, c, d, e, f, g, h].map((value, i) => (value + (state[i] ?? 0)) | 0)
}
