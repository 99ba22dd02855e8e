// What a process knows of a payment, as the gateway's own rule is told it.
import { createHash } from 'node:crypto'
import { msat } from '../../../src/core/msat.ts'
import type { Call, Evidence } from '../../../src/lightning/evidence.ts'
import type { Part } from '../../../src/lightning/port.ts'
import type { PaymentState } from './payment-state.ts'

const PREIMAGE = '11'.repeat(32)
const HASH = createHash('sha256').update(PREIMAGE, 'hex').digest('hex')
const LABEL = 'lapp:pay:acc'
const LATEST_MS = 100_000

export function evidenceOf(s: PaymentState): Evidence {
  const sinceMs = LATEST_MS - Math.max(0, s.gap)
  const [rows = '', status = ''] = s.seen === '-' ? [] : s.seen.split('/')
  const parts = [
    ...Array.from(rows, (letter, at) => part(letter, at, 'listsendpays')),
    ...Array.from(status, letter => part(letter, 0, 'listpays')),
    ...(/[PCX]/.exec(rows) ?? []).map(letter => part(letter, 9, 'listpays'))
  ]
  // Those between the first and the latest of the looks that agree
  // add nothing, nor do those before: parts only ever go on.
  const first = { askedMs: sinceMs, atMs: sinceMs, restarted: false, parts }
  const latest = { askedMs: LATEST_MS, atMs: LATEST_MS, restarted: s.seenRestarted, parts }
  const flushedMs = !s.flushed ? undefined : s.gap < 0 ? LATEST_MS + 1 : sinceMs
  return {
    paymentHash: HASH,
    label: LABEL,
    call: callOf(s, flushedMs),
    looks: s.seen === '-' ? [] : s.gap > 0 ? [first, latest] : [latest],
    preimage: s.preimage ? PREIMAGE : undefined,
    slowMode: s.slow
  }
}

function callOf(s: PaymentState, flushedMs: number | undefined): Call {
  const [is, sum, failed] = s.call.split(' ')
  switch (is) {
    case 'success': {
      const amountSentMsat = msat(Number(sum))
      return { is, preimage: PREIMAGE, amountSentMsat, failedParts: Number(failed) }
    }
    case 'refused':
      return { is, flushedMs }
    case 'open':
    case 'unsent':
      return { is }
    case undefined:
    default:
      return { is: 'lost', fencedMs: flushedMs }
  }
}

function part(letter: string, at: number, source: Part['source']): Part {
  const status = /[pP]/.test(letter) ? 'pending' : /[cC]/.test(letter) ? 'complete' : 'failed'
  return {
    status,
    source,
    createdIndex: at + 1,
    preimage: status === 'complete' ? PREIMAGE : undefined,
    amountSentMsat: msat(1),
    label: /[PCX]/.test(letter) ? undefined : LABEL
  }
}

/** Of our rows; xpay says pending of what it has, and says nothing where there is no row. */
export function listpays({ parts, xpay }: PaymentState): string {
  if (!/[pzcf]/.test(parts)) return ''
  if (parts.includes('c')) return 'c'
  const ongoing = xpay === 'running' || xpay === 'lingering' || xpay === 'barred'
  return ongoing || /[pz]/.test(parts) ? 'p' : 'f'
}
