// Forges invoices that the host must refuse, signed with a throw-away key. None of them can be
// paid.
import { randomBytes } from 'node:crypto'
import bech32 from 'bech32'
import { encode, sign } from 'bolt11'
import { defined } from '../../core/defined.ts'
import type { Fixture } from './fixture.ts'

export type Forged = { readonly what: string; readonly bolt11: string }

const PREFIX: Readonly<Record<Fixture['network'], string>> = {
  bitcoin: 'bc',
  testnet: 'tb',
  signet: 'tbs',
  regtest: 'bcrt'
}
const EXPIRY = 3_600
const UNKNOWN = { start_bit: 100, bits: [true, false], has_required: true }

/** @param msat the amount of the genuine invoice */
export function forge(network: Fixture['network'], msat: bigint, now: Date): readonly Forged[] {
  const at = Math.floor(now.getTime() / 1_000)
  const other = network === 'bitcoin' ? 'testnet' : 'bitcoin'
  const make = (terms: Partial<Terms>): string => mint({ network, msat, at, ...terms })
  return [
    { what: 'of another network', bolt11: make({ network: other }) },
    { what: 'that has expired', bolt11: make({ at: at - EXPIRY - 60 }) },
    { what: 'without an amount', bolt11: make({ msat: undefined }) },
    { what: 'over one msat more', bolt11: make({ msat: msat + 1n }) },
    { what: 'with a bad signature', bolt11: unsign(make({})) },
    { what: 'that needs an unknown feature', bolt11: make({ unknownFeature: true }) }
  ]
}

type Terms = {
  readonly network: Fixture['network']
  readonly msat: bigint | undefined
  readonly at: number
  readonly unknownFeature?: boolean
}

function mint({ network, msat, at, unknownFeature = false }: Terms): string {
  const random = (): string => randomBytes(32).toString('hex')
  const features = {
    word_length: 22,
    var_onion_optin: { required: true },
    payment_secret: { required: true },
    ...defined({ extra_bits: unknownFeature ? UNKNOWN : undefined })
  }
  const unsigned = encode(
    {
      network: {
        bech32: PREFIX[network],
        pubKeyHash: 0x6f,
        scriptHash: 0xc4,
        validWitnessVersions: [0, 1]
      },
      timestamp: at,
      millisatoshis: msat?.toString() ?? null,
      tags: [
        { tagName: 'payment_secret', data: random() },
        { tagName: 'payment_hash', data: random() },
        { tagName: 'description', data: 'forged' },
        { tagName: 'expire_time', data: EXPIRY },
        { tagName: 'feature_bits', data: features }
      ]
    },
    false
  )
  return sign(unsigned, random()).paymentRequest ?? ''
}

const SIGNATURE_WORDS = 104

/**
 * All ones is not the x coordinate of any point, so that no key can have signed it; the checksum is
 * correct.
 */
function unsign(bolt11: string): string {
  const { prefix, words } = bech32.decode(bolt11, 10_000)
  const ones = new Array<number>(51).fill(31)
  const [kept, rest] = [words.slice(0, -SIGNATURE_WORDS), words.slice(-SIGNATURE_WORDS + 51)]
  return bech32.encode(prefix, [...kept, ...ones, ...rest], 10_000)
}
