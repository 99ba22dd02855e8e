// Writes and signs a real BOLT11 of the regtest kind.
import assert from 'node:assert/strict'
import { encode, sign } from 'bolt11'
import type { Msat } from '../../core/msat.ts'

export const REGTEST = {
  bech32: 'bcrt',
  pubKeyHash: 0x6f,
  scriptHash: 0xc4,
  validWitnessVersions: [0, 1]
}

/** BOLT 11 (2025): what a reader assumes where the field is absent. */
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

/** `secret` is the node's key, in hex. */
export function mint(secret: string, terms: Terms): string {
  const tags = [
    { tagName: 'payment_secret', data: terms.paymentSecret },
    { tagName: 'payment_hash', data: terms.paymentHash },
    'text' in terms.description
      ? { tagName: 'description', data: terms.description.text }
      : { tagName: 'purpose_commit_hash', data: terms.description.hash },
    { tagName: 'min_final_cltv_expiry', data: MIN_FINAL_CLTV },
    { tagName: 'expire_time', data: terms.expirySeconds },
    { tagName: 'feature_bits', data: FEATURES }
  ]
  const unsigned = encode(
    {
      network: REGTEST,
      timestamp: terms.createdAt,
      millisatoshis: terms.amountMsat?.toString() ?? null,
      tags
    },
    false
  )
  const { paymentRequest } = sign(unsigned, secret)
  assert(paymentRequest !== undefined, 'a signed invoice has its text')
  return paymentRequest
}

const FEATURES = {
  word_length: 4,
  var_onion_optin: { required: true },
  payment_secret: { required: true },
  basic_mpp: { supported: true }
}
