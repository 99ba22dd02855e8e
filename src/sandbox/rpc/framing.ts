// Splits a stream of bytes into JSON texts, as lightningd does: no separator is needed between
// requests.

const [QUOTE, BACKSLASH, NEWLINE] = [0x22, 0x5c, 0x0a]
const OPEN = new Set([0x7b, 0x5b])
const CLOSE = new Set([0x7d, 0x5d])
const SPACE = new Set([0x20, 0x09, NEWLINE, 0x0d])

/** Limit for one request, in bytes; a real node accepts more, which nobody needs here. */
const LARGEST = 16 * 1024 * 1024

export type Cut =
  | { readonly is: 'request'; readonly raw: string }
  /** Invalid text before a request: everything read so far. */
  | { readonly is: 'garbage'; readonly raw: string }

export class Framing {
  #bytes: Buffer = Buffer.alloc(0)
  #at = 0
  #depth = 0
  #inString = false

  /** @throws RangeError for a request above the limit. */
  push(chunk: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk])
    if (this.#bytes.length > LARGEST) throw new RangeError('a request of more than 16 MiB')
  }

  /** All text received, for the message about malformed input. */
  rest(): string {
    return this.#bytes.toString()
  }

  /** The next complete text; undefined until more arrives. */
  next(): Cut | undefined {
    for (; this.#at < this.#bytes.length; this.#at++) {
      const byte = this.#bytes[this.#at] ?? 0
      if (this.#inString) this.#skipString(byte)
      else if (byte === QUOTE) this.#inString = true
      else if (OPEN.has(byte)) {
        if (this.#depth === 0 && !this.#blankBefore())
          return this.#cut('garbage', this.#bytes.length)
        this.#depth++
      } else if (CLOSE.has(byte) && --this.#depth <= 0) return this.#cut('request', this.#at + 1)
    }
    return undefined
  }

  #skipString(byte: number): void {
    if (byte === BACKSLASH) this.#at++
    else if (byte === QUOTE) this.#inString = false
  }

  #blankBefore(): boolean {
    return this.#bytes.subarray(0, this.#at).every(byte => SPACE.has(byte))
  }

  #cut(is: Cut['is'], end: number): Cut {
    const raw = this.#bytes.toString('utf8', 0, end)
    this.#bytes = this.#bytes.subarray(end)
    this.#at = 0
    this.#depth = 0
    return { is, raw }
  }
}
