// Parses any BOLT11 as lightningd's `decode` does: other networks too, with the same error
// messages. Shares no code with the gateway's parser, so that a mistake is not made on both sides.
import { bech32 } from '@scure/base'
import { hash } from 'node:crypto'
import secp256k1 from 'secp256k1'
import { msat, type Msat } from '../../core/msat.ts'
import { bitsOf, bytesOf, fieldsOf, numberOf, type Words } from './bolt11-words.ts'
import { MIN_FINAL_CLTV } from './mint.ts'

export type Bolt11 = {
  /** Lower case, without `lightning:`. */
  readonly text: string
  readonly currency: string
  readonly createdAt: number
  readonly expirySeconds: number
  readonly payee: string
  readonly amountMsat: Msat | undefined
  readonly description: string | undefined
  readonly descriptionHash: string | undefined
  readonly minFinalCltv: number
  readonly paymentSecret: string
  readonly features: string
  readonly paymentHash: string
  /** 64 bytes, compact, in hex. */
  readonly signature: string
}

export type Reading =
  | { readonly is: 'invoice'; readonly invoice: Bolt11 }
  | { readonly is: 'unreadable'; readonly why: string }

/** Signatures are costly to verify, and an invoice is parsed several times. */
const CACHE_SIZE = 5_000
const cache = new Map<string, Reading>()

export function readBolt11(given: string): Reading {
  const text = given.trim().replace(/^lightning:/i, '')
  const known = cache.get(text)
  if (known) return known
  const reading = read(text)
  if (cache.size >= CACHE_SIZE) cache.clear()
  cache.set(text, reading)
  return reading
}

/** lightningd's message for nearly every error. */
const BAD = 'Bad bech32 string'
const unreadable = (why: string): Reading => ({ is: 'unreadable', why })

const EXPIRY_SECONDS = 3600
const TIMESTAMP_WORDS = 7
const SIGNATURE_WORDS = 104

function read(text: string): Reading {
  const decoded = bech32.decodeUnsafe(text, false)
  const parts = /^ln(bcrt|bc|tbs|tb|sb)(?:(\d+)([munp]?))?$/.exec(decoded?.prefix ?? '')
  const words = decoded?.words ?? []
  if (parts === null || words.length < TIMESTAMP_WORDS + SIGNATURE_WORDS) return unreadable(BAD)
  const [prefix, currency = '', count, unit = ''] = parts
  const amountMsat = count === undefined ? undefined : amountOf(BigInt(count), unit)
  const signed = words.slice(0, -SIGNATURE_WORDS)
  const fields = fieldsOf(signed.slice(TIMESTAMP_WORDS))
  if (amountMsat === null || fields === undefined) return unreadable(BAD)
  const why = refusalOf(fields)
  if (why !== undefined) return unreadable(why)
  const signature = bytesOf(words.slice(-SIGNATURE_WORDS))
  const payee = payeeOf(prefix, signed, signature, fields.get('n'))
  if (payee === undefined) return unreadable(BAD)
  const hexOf = (name: string): string | undefined => hex(fields.get(name))
  const numberIn = (name: string) =>
    fields.has(name) ? numberOf(fields.get(name) ?? []) : undefined
  const invoice: Bolt11 = {
    text: text.toLowerCase(),
    currency,
    createdAt: numberOf(words.slice(0, TIMESTAMP_WORDS)),
    expirySeconds: numberIn('x') ?? EXPIRY_SECONDS,
    payee,
    amountMsat,
    description: textOf(fields.get('d')),
    descriptionHash: hexOf('h'),
    minFinalCltv: numberIn('c') ?? MIN_FINAL_CLTV,
    paymentSecret: hexOf('s') ?? '',
    features: featuresOf(fields.get('9') ?? []),
    paymentHash: hexOf('p') ?? '',
    signature: Buffer.from(signature.subarray(0, 64)).toString('hex')
  }
  return { is: 'invoice', invoice }
}

const hex = (words: Words | undefined): string | undefined =>
  words && Buffer.from(bytesOf(words)).toString('hex')

const textOf = (words: Words | undefined): string | undefined =>
  words && Buffer.from(bytesOf(words)).toString('utf8')

/** In tenths of a millisatoshi, since a pico-bitcoin is one. */
const TENTHS: Readonly<Record<string, bigint>> = {
  '': 1_000_000_000_000n,
  m: 1_000_000_000n,
  u: 1_000_000n,
  n: 1_000n,
  p: 1n
}

/** All bitcoin that will ever exist, in millisatoshi. */
const MOST = 2_100_000_000_000_000_000n

/** Null if it is not a whole number of msat, or more than exists. */
function amountOf(count: bigint, unit: string): Msat | null {
  const tenths = count * (TENTHS[unit] ?? 0n)
  return tenths % 10n === 0n && tenths / 10n <= MOST ? msat(tenths / 10n) : null
}

/** BOLT 9 features that an invoice may require: onion, secret, parts, blinded routes, metadata. */
const KNOWN = new Set([8, 14, 16, 24, 48])

function refusalOf(fields: ReadonlyMap<string, Words>): string | undefined {
  if (!fields.has('p')) return "No valid 'p' field found"
  if (!fields.has('s')) return "No valid 's' field found"
  if (!fields.has('d') && !fields.has('h')) return "must have either 'd' or 'h' field"
  const unknown = bitsOf(fields.get('9') ?? []).find(bit => bit % 2 === 0 && !KNOWN.has(bit))
  return unknown === undefined ? undefined : `unknown feature bit ${unknown}`
}

/** As lightningd prints them: big-endian hex, no leading zero byte. */
function featuresOf(words: Words): string {
  const sum = bitsOf(words).reduce((all, bit) => all | (1n << BigInt(bit)), 0n)
  const digits = sum === 0n ? '' : sum.toString(16)
  return digits.padStart(digits.length + (digits.length % 2), '0')
}

/** The key that signed it; if the invoice names a key, only that one, and with a low S. */
function payeeOf(
  prefix: string,
  signed: Words,
  signature: Uint8Array,
  named: Words | undefined
): string | undefined {
  const text = Buffer.concat([Buffer.from(prefix), bytesOf(signed, true)])
  const digest = hash('sha256', text, 'buffer')
  const [compact, recovery = 4] = [signature.subarray(0, 64), signature[64]]
  try {
    const key = named === undefined ? undefined : bytesOf(named)
    if (key === undefined) return keyOf(secp256k1.ecdsaRecover(compact, recovery, digest))
    return secp256k1.ecdsaVerify(compact, digest, key) ? keyOf(key) : undefined
  } catch {
    return undefined
  }
}

const keyOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
