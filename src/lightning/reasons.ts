// Maps why a payment failed to the API's error code and text. Only chooses words: no code ends a
// payment.
import type { PayReply } from './port.ts'

/** `error.code` of a payment, except `cancelled`, which does not come from the node. */
export type Reason =
  | 'no_route'
  | 'fee_too_high'
  | 'refused_by_payee'
  | 'expired'
  | 'timed_out'
  | 'node_error'

/**
 * The text for the payment's owner. The node's own message stays inside: it names our channels and
 * what is in them (recorded: "112x2x0/0 layer auto.localchans says max is 1264407889msat").
 */
export function failureReason(reply: PayReply | undefined): {
  readonly code: Reason
  readonly detail: string
} {
  if (reply?.is === 'unsent') return { code: 'node_error', detail: 'It never reached the node.' }
  const code = reply?.is === 'refused' ? reasonFor(reply.code, reply.message) : 'node_error'
  return { code, detail: DETAILS[code] }
}

const DETAILS: Readonly<Record<Reason, string>> = {
  no_route: 'No route to the payee can carry it now; try again later, or a smaller amount.',
  fee_too_high: 'Every route costs more than max_fee_msat.',
  refused_by_payee: 'The payee refused it: ask for a new invoice.',
  expired: 'The invoice ran out: ask for a new one.',
  timed_out: 'No route was found in time; try again later.',
  node_error: 'The node did not carry it out, and did not say why; try again.'
}

/** By xpay's codes in 26.06 and the older ones of pay (safe-payer.md 3.4). */
const REASONS: Readonly<Record<number, Reason>> = {
  203: 'refused_by_payee',
  204: 'refused_by_payee',
  205: 'no_route',
  206: 'fee_too_high',
  207: 'expired',
  215: 'no_route',
  216: 'no_route'
}

export const reasonFor = (code: number, message: string): Reason =>
  code === 209 || code === 210 ? fromText(message) : (REASONS[code] ?? 'node_error')

/** 209 covers everything that went wrong after the first attempt; only the text tells which. */
function fromText(message: string): Reason {
  if (/excessive cost|too expensive/i.test(message)) return 'fee_too_high'
  if (/^timed out/i.test(message)) return 'timed_out'
  if (/^failed after|routes/i.test(message)) return 'no_route'
  return 'node_error'
}
