// Checks the fields of a decodable BOLT11 against rules of BOLT 11 that the decoder does not
// enforce.
import { isUtf8 } from 'node:buffer'
import { bitsOf, bytesOf } from './bolt11-fields.ts'
import type { Field } from './bolt11-fields.ts'

/** Even features that Core Lightning 26.06 knows in an invoice; a reader must fail on any other. */
const FEATURES: readonly number[] = [8, 14, 16, 24, 48]
/** Fields of which one parser could take the first and another the last. */
const ONCE = ['p', 's', 'd', 'h', 'x', 'c', 'n', '9']
/** In words. */
const LENGTHS: Readonly<Record<string, number>> = { p: 52, s: 52, h: 52, n: 53 }
/** 50 bits, which fit a double; a longer expiry never passes. */
const INTEGER_WORDS_MAX = 10
const CURVE_ORDER_HALF = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n

export function bolt11Fault(fields: readonly Field[], signature: string): string | undefined {
  const all = (type: string) => fields.filter(field => field.type === type)
  const has = (type: string) => all(type).length > 0

  const repeated = ONCE.find(type => all(type).length > 1)
  if (repeated !== undefined) return `it has more than one field ${repeated}`
  if (fields.some(field => (LENGTHS[field.type] ?? field.words.length) !== field.words.length))
    return 'a field has a length that it cannot have'
  if (!has('p')) return 'it has no payment hash'
  if (!has('s')) return 'it has no payment secret'
  if (has('d') === has('h')) return 'it needs a description or the hash of one, and not both'
  if ([...all('x'), ...all('c')].some(field => field.words.length > INTEGER_WORDS_MAX))
    return 'its expiry or its last delay is beyond reason'
  if (all('d').some(field => !isUtf8(bytesOf(field.words)))) return 'its description is not UTF-8'
  const bits = all('9').flatMap(field => bitsOf(field.words))
  const unknown = bits.find(bit => bit % 2 === 0 && !FEATURES.includes(bit))
  if (unknown !== undefined) return `it needs the feature ${unknown}, which is not known here`
  // With a key named (`n`), the signature is verified, not recovered, and libsecp256k1 verifies
  // low-S only.
  const highS = BigInt(`0x${signature.slice(64)}`) > CURVE_ORDER_HALF
  if (has('n') && highS) return 'its signature is not in the low-S form'
  return undefined
}
