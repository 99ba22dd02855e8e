// The only code that makes a `Proof`: whether an operator may end a stuck payment, by what the node
// shows at this moment (safe-payer.md 3.6).
import { add } from '../core/msat.ts'
import type { Proof } from '../core/outcome.ts'
import { isPreimageOf } from './answers.ts'
import type { Channel, Part } from './port.ts'

/**
 * Read in this order: a part that ends in between is missing from the channels and ended in the
 * rows.
 */
export type Sight = {
  /**
   * Why its call cannot send anything any more: lightningd was restarted since, or its generation
   * was fenced. Otherwise it may be running, however old it is.
   */
  readonly over: 'restarted' | 'fenced' | undefined
  /** Of all channels, closing ones included. */
  readonly channels: readonly Pick<Channel, 'htlcHashes'>[]
  /** Every row of the hash, whoever sent it and whenever. */
  readonly parts: readonly Part[]
}

export type Asked = {
  readonly paymentHash: string
  readonly label: string
  readonly outcome: 'failed' | 'paid'
}

export type PhantomVerdict =
  | { readonly is: 'proven'; readonly proof: Proof }
  | { readonly is: 'refused'; readonly why: string }

export function judgePhantom(asked: Asked, { over, channels, parts }: Sight): PhantomVerdict {
  const { paymentHash, label } = asked
  if (over === undefined) {
    return refused(
      'its call may still be at work; have it fenced (payment resolve --fence), or restart lightningd'
    )
  }
  const out = channels.filter(channel => channel.htlcHashes.includes(paymentHash)).length
  if (out > 0) return refused(`${out} of the node's channels has an HTLC of it: it is still out`)
  // Another payer's payment of the same invoice is not this payment's.
  const complete = parts.filter(part => part.status === 'complete' && part.label === label)
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

function paid(paymentHash: string, complete: readonly Part[]): PhantomVerdict {
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

const refused = (why: string): PhantomVerdict => ({ is: 'refused', why })
