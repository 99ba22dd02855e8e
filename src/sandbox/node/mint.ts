// Encodes and signs a real BOLT11 for regtest.
import { bech32 } from '@scure/base'
import { hash } from 'node:crypto'
import secp256k1 from 'secp256k1'
import type { Msat } from '../../core/msat.ts'
import { bytesOf, CHARSET, type Words } from './bolt11-words.ts'

/** BOLT 11 (2025): the default if the field is absent. */
export const MIN_FINAL_CLTV = 18

export type Terms = {
  readonly paymentHash: string
  readonly paymentSecret: string
  /** undefined: the payer chooses. */
  readonly amountMsat: Msat | undefined
  readonly description: { readonly text: string } | { readonly hash: string }
  readonly createdAt: number
  readonly expirySeconds: number
}

/** Onion and secret are required (bits 8 and 14), multi-part payments are accepted (17). */
const FEATURES = (1 << 8) | (1 << 14) | (1 << 17)

/** `secret` is the node's key, in hex. */
export function mint(secret: string, terms: Terms): string {
  const { description } = terms
  const prefix = `lnbcrt${terms.amountMsat === undefined ? '' : priceOf(terms.amountMsat)}`
  const words = [
    ...wordsOf(terms.createdAt, 7),
    ...field('s', ofHex(terms.paymentSecret)),
    ...field('p', ofHex(terms.paymentHash)),
    ...('text' in description
      ? field('d', bech32.toWords(Buffer.from(description.text)))
      : field('h', ofHex(description.hash))),
    ...field('c', wordsOf(MIN_FINAL_CLTV)),
    ...field('x', wordsOf(terms.expirySeconds)),
    ...field('9', wordsOf(FEATURES))
  ]
  const digest = hash(
    'sha256',
    Buffer.concat([Buffer.from(prefix), bytesOf(words, true)]),
    'buffer'
  )
  const { signature, recid } = secp256k1.ecdsaSign(digest, Buffer.from(secret, 'hex'))
  const signed = bech32.toWords(Uint8Array.from([...signature, recid]))
  return bech32.encode(prefix, [...words, ...signed], false)
}

const ofHex = (hex: string): Words => bech32.toWords(Buffer.from(hex, 'hex'))

const field = (type: string, words: Words): Words => [
  ...[CHARSET.indexOf(type), words.length >> 5, words.length & 31],
  ...words
]

/** Big-endian, in as many words as needed, at least `length`. */
function wordsOf(number: number, length = 1): Words {
  const digits = number.toString(32).padStart(length, '0')
  return Array.from(digits, digit => Number.parseInt(digit, 32))
}

/** In the largest unit that gives a whole number; a tenth of a msat is a pico-bitcoin. */
function priceOf(amountMsat: Msat): string {
  let [count, unit] = [amountMsat * 10n, 0]
  while (count % 1000n === 0n && unit < 4) {
    count /= 1000n
    unit++
  }
  return `${count}${'pnum'[unit] ?? ''}`
}
