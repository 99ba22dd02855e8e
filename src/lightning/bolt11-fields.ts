// Extracts the tagged fields of a BOLT11 as encoded. The decoder hides what our screen must see:
// duplicates, true lengths, truncation.

const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const TIMESTAMP_WORDS = 7
const SIGNATURE_AND_CHECKSUM_WORDS = 104 + 6

/** The type as its bech32 letter (p, s, d, …) and the 5-bit words of its data. */
export type Field = { readonly type: string; readonly words: readonly number[] }

/** For a lower-case invoice with a valid checksum; undefined if a field is truncated. */
export function fieldsOf(invoice: string): readonly Field[] | undefined {
  const data = invoice.slice(invoice.lastIndexOf('1') + 1)
  const words = Array.from(data, letter => BECH32.indexOf(letter))
  const end = words.length - SIGNATURE_AND_CHECKSUM_WORDS
  const fields: Field[] = []
  for (let at = TIMESTAMP_WORDS; at < end;) {
    const [type = 0, high = 0, low = 0] = words.slice(at, at + 3)
    const from = at + 3
    at = from + high * 32 + low
    if (at > end) return undefined
    fields.push({ type: BECH32.charAt(type), words: words.slice(from, at) })
  }
  return fields
}

/** The value of a numeric field, big-endian, exact up to 10 words; undefined if it is empty. */
export function numberIn(fields: readonly Field[], type: string): number | undefined {
  const words = fields.find(field => field.type === type)?.words
  return words?.reduce((total, word) => total * 32 + word, 0)
}

/** Whole bytes; leftover bits are padding. */
export function bytesOf(words: readonly number[]): Uint8Array {
  const bits = words.map(word => word.toString(2).padStart(5, '0')).join('')
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], byte => Number.parseInt(byte, 2))
}

/** The numbers of the set bits, counted from the last bit of the field, which is 0. */
export function bitsOf(words: readonly number[]): readonly number[] {
  const ascending = words.toReversed()
  return ascending.flatMap((word, at) =>
    [0, 1, 2, 3, 4].filter(bit => word & (1 << bit)).map(bit => at * 5 + bit)
  )
}
