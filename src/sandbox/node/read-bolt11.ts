// Reads any BOLT11 as lightningd's `decode` does: other
// networks too, and what it refuses with its words.
import { decode, type PaymentRequestObject, type TagData, type TagsObject } from 'bolt11'
import { msat, type Msat } from '../../core/msat.ts'
import { MIN_FINAL_CLTV, REGTEST } from './mint.ts'

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

/** Signatures are costly to check, and one invoice is read several times. */
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

function read(text: string): Reading {
  const prefix = /^ln(bcrt|bc|tbs|tb|sb)[0-9]/i.exec(text)?.[1]?.toLowerCase()
  if (prefix === undefined) return unreadable(BAD)
  let raw: PaymentRequestObject
  try {
    raw = decode(text, { ...REGTEST, bech32: prefix })
  } catch {
    // The package names its own reasons; lightningd's word for nearly all of them is this.
    return unreadable(BAD)
  }
  const fields = new Fields(raw.tags)
  const why = fields.refusal()
  return why === undefined
    ? { is: 'invoice', invoice: toInvoice(text.toLowerCase(), prefix, raw, fields) }
    : unreadable(why)
}

const BAD = 'Bad bech32 string'
const unreadable = (why: string): Reading => ({ is: 'unreadable', why })

function toInvoice(
  text: string,
  currency: string,
  raw: PaymentRequestObject,
  fields: Fields
): Bolt11 {
  const amount = raw.millisatoshis
  return {
    text,
    currency,
    createdAt: raw.timestamp ?? 0,
    expirySeconds: fields.number('expire_time') ?? 3600,
    payee: raw.payeeNodeKey ?? '',
    amountMsat: typeof amount === 'string' ? msat(BigInt(amount)) : undefined,
    description: fields.text('description'),
    descriptionHash: fields.text('purpose_commit_hash'),
    minFinalCltv: fields.number('min_final_cltv_expiry') ?? MIN_FINAL_CLTV,
    paymentSecret: fields.text('payment_secret') ?? '',
    features: fields.features(),
    paymentHash: fields.text('payment_hash') ?? '',
    signature: raw.signature ?? ''
  }
}

type FeatureBits = NonNullable<TagsObject['feature_bits']>

/**
 * BOLT 9, those that an invoice may require of a payer:
 * onion, secret, parts, blinded routes, metadata.
 */
const KNOWN = new Set([8, 14, 16, 24, 48])

/**
 * The first of each field counts; a later one with the same name
 * is ignored (BOLT 11 readers differ; lightningd does this).
 */
class Fields {
  readonly #byName = new Map<string, TagData>()

  constructor(tags: PaymentRequestObject['tags']) {
    for (const { tagName, data } of tags)
      if (!this.#byName.has(tagName)) this.#byName.set(tagName, data)
  }

  text(name: string): string | undefined {
    const data = this.#byName.get(name)
    return typeof data === 'string' ? data : undefined
  }

  number(name: string): number | undefined {
    const data = this.#byName.get(name)
    return typeof data === 'number' ? data : undefined
  }

  refusal(): string | undefined {
    if (this.text('payment_hash')?.length !== 64) return "No valid 'p' field found"
    if (this.text('payment_secret')?.length !== 64) return "No valid 's' field found"
    const described = this.text('description') ?? this.text('purpose_commit_hash')
    if (described === undefined) return "must have either 'd' or 'h' field"
    const unknown = this.#flags().findIndex((flag, bit) => flag && bit % 2 === 0 && !KNOWN.has(bit))
    return unknown === -1 ? undefined : `unknown feature bit ${unknown}`
  }

  /** The feature bits as lightningd prints them: big-endian hex, no leading zero byte. */
  features(): string {
    const flags = this.#flags()
    if (flags.length === 0) return ''
    const sum = flags.reduce((all, flag, bit) => (flag ? all | (1n << BigInt(bit)) : all), 0n)
    const hex = sum.toString(16)
    return hex.padStart(hex.length + (hex.length % 2), '0')
  }

  /** By bit number; the package names the first twenty and lists the others. */
  #flags(): readonly boolean[] {
    const { extra_bits: extra, ...named } = this.#bits() ?? { word_length: 0 }
    const pairs = Object.values(named).filter(pair => typeof pair === 'object')
    const flags = pairs.flatMap(pair => [pair.required ?? false, pair.supported ?? false])
    return [...flags, ...(extra?.bits ?? [])]
  }

  #bits(): FeatureBits | undefined {
    return this.#byName.get('feature_bits') as FeatureBits | undefined
  }
}
