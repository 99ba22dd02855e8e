// A payment on a node that may do anything: what must never be, and what counts as an end.
import type { Model } from './explore.ts'
import { nodeMoves } from './payment-node.ts'
import { processMoves, RULES, type Rules } from './payment-process.ts'
import { count, start, type Begin, type PaymentState } from './payment-state.ts'

export function paymentModel(
  slow: boolean,
  parts: number,
  rules: Partial<Rules> = {},
  from: Begin = {}
): Model<PaymentState> {
  const drives = processMoves({ ...RULES, ...rules })
  return {
    start: start(slow, { touched: rules.touchCounts === true, ...from }),
    moves: s => [...drives(s), ...nodeMoves(s, parts)],
    wrong,
    end: s => (s.by === '' ? undefined : `${s.state}: ${s.by}`),
    faults: FAULTS,
    // A part that hangs for ever without an HTLC is the operator's (safe-payer.md 3.6).
    mayWait: s => s.parts.includes('z')
  }
}

/** Nobody may need one of these to come to an end. */
const FAULTS: ReadonlySet<string> = new Set([
  'the gateway dies',
  'the line breaks',
  'the node stops',
  'the node is killed with a part half made',
  'the plugin of xpay dies',
  'another gateway takes it over',
  'the mode of the socket is changed',
  'somebody else pays it from this node'
])

function wrong(s: PaymentState): string | undefined {
  const out = /[pz]/.test(s.parts)
  switch (s.state) {
    case 'released':
      if (out) return 'WRONG: released while a part is pending'
      return s.parts.includes('c') ? 'WRONG: released and a part is complete' : undefined
    case 'settled':
      if (out) return 'WRONG: settled while a part is pending'
      return s.sum === count(s.parts, /c/g) ? undefined : 'WRONG: settled for another sum'
    case 'held':
      return s.parts === '' ? undefined : 'WRONG: a part of what was never sent'
    case 'sent':
      return undefined
    default:
      return s.state satisfies never
  }
}
