// The only maker of a `Proof`: whether a payment that hangs may be ended by
// an operator, by what the node shows at this moment (safe-payer.md 3.6).
import { add } from '../core/msat.ts'
import type { Proof } from '../core/outcome.ts'
import { isPreimageOf } from './answers.ts'
import type { Channel, Part } from './port.ts'

/**
 * Read in this order: a part that ends in between is gone from the channels and ended in the rows.
 */
export type Sight = {
  /** Of all channels, closing ones too. */
  readonly channels: readonly Pick<Channel, 'htlcHashes'>[]
  /** Every row of the hash, whoever sent it and whenever. */
  readonly parts: readonly Part[]
}

export type Asked = {
  readonly paymentHash: string
  readonly outcome: 'failed' | 'paid'
  /** By the database's clock. */
  readonly sentAgoMs: number
  readonly retryForSeconds: number
}

export type Judgement =
  | { readonly is: 'proven'; readonly proof: Proof }
  | { readonly is: 'refused'; readonly why: string }

/** xpay begins no attempt after `retry_for`; the rest is for one that was just then begun. */
const AFTER_RETRIES_MS = 30_000

/** A call that is still open does not matter after that: it waits for parts, and there are none. */
export function judge({ paymentHash, ...asked }: Asked, { channels, parts }: Sight): Judgement {
  const left = asked.retryForSeconds * 1000 + AFTER_RETRIES_MS - asked.sentAgoMs
  if (left > 0)
    return refused(`the node may still be trying; ask again in ${Math.ceil(left / 1000)} s`)
  const out = channels.filter(channel => channel.htlcHashes.includes(paymentHash)).length
  if (out > 0) return refused(`${out} of the node's channels has an HTLC of it: it is still out`)
  const complete = parts.filter(part => part.status === 'complete')
  switch (asked.outcome) {
    case 'failed':
      return complete.length > 0
        ? refused('the node has a complete part of it: it was paid')
        : { is: 'proven', proof: { is: 'cleared' } as Proof }
    case 'paid':
      return paid(paymentHash, complete)
    default:
      return asked.outcome satisfies never
  }
}

function paid(paymentHash: string, complete: readonly Part[]): Judgement {
  const preimage = complete
    .map(part => part.preimage)
    .find(known => known !== undefined && isPreimageOf(known, paymentHash))
  const sent = complete
    .filter(part => part.source === 'listsendpays')
    .map(part => part.amountSentMsat)
    .filter(amount => amount !== undefined)
  return preimage === undefined || sent.length === 0
    ? refused('the node has no complete part of it with a preimage of its hash')
    : { is: 'proven', proof: { is: 'paid', preimage, amountSentMsat: add(...sent) } as Proof }
}

const refused = (why: string): Judgement => ({ is: 'refused', why })
