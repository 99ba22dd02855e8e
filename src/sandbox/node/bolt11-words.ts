// Converts the 5-bit words of a BOLT11 to numbers, bytes and tagged fields.

export type Words = readonly number[]

/** Big-endian, unbounded: numbers beyond a double's precision make no sense here anyway. */
export const numberOf = (words: Words): number => words.reduce((sum, word) => sum * 32 + word, 0)

/** Whole bytes; leftover bits are dropped, or padded with zeros for the signature. */
export function bytesOf(words: Words, padded = false): Uint8Array {
  const bytes: number[] = []
  let [bits, held] = [0, 0]
  for (const word of words) {
    bits = ((bits << 5) | word) & 0xfff
    held += 5
    if (held < 8) continue
    held -= 8
    bytes.push((bits >> held) & 0xff)
  }
  if (padded && held > 0) bytes.push((bits << (8 - held)) & 0xff)
  return Uint8Array.from(bytes)
}

/** The numbers of the bits that are set, where 0 is the lowest bit of the last word. */
export const bitsOf = (words: Words): readonly number[] =>
  words
    .toReversed()
    .flatMap((word, place) =>
      [0, 1, 2, 3, 4].filter(bit => ((word >> bit) & 1) === 1).map(bit => place * 5 + bit)
    )

export const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'

/**
 * The first field of each type: later ones are ignored, as by lightningd. Undefined: one is
 * truncated.
 */
export function fieldsOf(words: Words): ReadonlyMap<string, Words> | undefined {
  const fields = new Map<string, Words>()
  for (let at = 0; at < words.length;) {
    const [type, high, low] = words.slice(at, at + 3)
    if (type === undefined || high === undefined || low === undefined) return undefined
    const end = at + 3 + high * 32 + low
    if (end > words.length) return undefined
    const name = CHARSET[type] ?? ''
    if (isSized(name, end - at - 3) && !fields.has(name)) fields.set(name, words.slice(at + 3, end))
    at = end
  }
  return fields
}

/** BOLT 11: a reader "MUST skip" these if they have another length. */
const isSized = (name: string, length: number): boolean =>
  'psh'.includes(name) ? length === 52 : name !== 'n' || length === 53
