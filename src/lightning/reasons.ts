// Why a payment failed, in the words of the API. It chooses the text for a person and nothing else:
// no code ends a payment.

/** `error.code` of a payment, but for `cancelled`, which is not the node's to say. */
export type Reason =
  'no_route' | 'fee_too_high' | 'refused_by_payee' | 'expired' | 'timed_out' | 'node_error'

/** From xpay's codes at 26.06 and the older ones of pay (safe-payer.md 3.4). */
export function reasonFor(code: number, message: string): Reason {
  switch (code) {
    case 205:
    case 215:
    case 216:
      return 'no_route'
    case 206:
      return 'fee_too_high'
    case 203:
    case 204:
      return 'refused_by_payee'
    case 207:
      return 'expired'
    case 209:
    case 210:
      return fromText(message)
    default:
      return 'node_error'
  }
}

/** 209 stands for all that went wrong after the first attempt; only the text tells what. */
function fromText(message: string): Reason {
  if (/excessive cost|too expensive/i.test(message)) return 'fee_too_high'
  if (/^timed out/i.test(message)) return 'timed_out'
  if (/^failed after|routes/i.test(message)) return 'no_route'
  return 'node_error'
}
