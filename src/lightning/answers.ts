// Concludes the outcome of a sent payment from the node's own rows; the only code that says
// `failed` (safe-payer.md 3.3, 6 and 7).
import { createHash } from 'node:crypto'
import { add } from '../core/msat.ts'
import type { Msat } from '../core/msat.ts'
import type { Failed, Outcome } from '../core/outcome.ts'
import type { Evidence, Look } from './evidence.ts'
import type { Part } from './port.ts'

/** How long looks must agree once nothing of the call is in progress inside the node. */
const AGREE_MS = 250
/** How long they must agree that every part failed, if xpay was not flushed. */
const AGREE_FAILED_MS = 10_000

export function conclude(evidence: Evidence): Outcome {
  const preimage = knownPreimage(evidence)
  if (preimage !== undefined) return settle(evidence, preimage)
  const latest = evidence.looks.at(-1)
  if (has('pending', latest)) return { is: 'unknown', pending: true }
  const because = releasedBy(evidence)
  if (because === undefined) return { is: 'unknown', pending: false }
  // A complete part here is somebody else's: their money paid the invoice.
  return { is: 'failed', because, paidByOthers: has('complete', latest) } as Failed
}

export function isPreimageOf(preimage: string, paymentHash: string): boolean {
  if (!/^[0-9a-f]{64}$/i.test(preimage)) return false
  const hash = createHash('sha256').update(preimage, 'hex').digest('hex')
  return hash === paymentHash.toLowerCase()
}

/**
 * A preimage once known stays known: a row that was complete and is missing from a later look has
 * still been paid.
 */
function knownPreimage(evidence: Evidence): string | undefined {
  const { paymentHash, preimage, call, looks } = evidence
  const claimed = [
    preimage,
    call.is === 'success' ? call.preimage : undefined,
    ...looks.flatMap(look =>
      ours(evidence, look)
        .filter(isComplete)
        .map(part => part.preimage)
    )
  ]
  return claimed.find(one => one !== undefined && isPreimageOf(one, paymentHash))
}

function settle(evidence: Evidence, preimage: string): Outcome {
  const { call, looks, slowMode } = evidence
  const latest = looks.at(-1)
  if (has('pending', latest)) return { is: 'paid', preimage }
  const spent = sumOf(ours(evidence, latest))
  if (spent !== undefined && !lostRows(looks))
    return { is: 'settled', preimage, amountSentMsat: spent }
  // In slow mode xpay answers once no part is in flight any more, so its own sum is final
  // (safe-payer.md 3.3, 6).
  const final = call.is === 'success' && slowMode && call.failedParts === 0
  if (final && isPreimageOf(call.preimage, evidence.paymentHash))
    return { is: 'settled', preimage, amountSentMsat: call.amountSentMsat }
  return { is: 'paid', preimage }
}

/** From listsendpays only: listpays sums the same parts, and counts pending ones as sent. */
function sumOf(parts: readonly Part[]): Msat | undefined {
  const complete = parts.filter(isComplete).filter(isPart)
  const sent = complete.map(part => part.amountSentMsat).filter(amount => amount !== undefined)
  return complete.length > 0 && sent.length === complete.length ? add(...sent) : undefined
}

/**
 * The conditions of safe-payer.md 3.3, 7 d; no part is pending in the latest look, and no preimage
 * is known. Time alone is not one of them.
 */
function releasedBy(evidence: Evidence): Failed['because'] | undefined {
  const { call, looks } = evidence
  // Complete without a preimage that proves it, or rows that vanished: the node contradicts itself.
  if (looks.some(look => ours(evidence, look).some(isComplete)) || lostRows(looks)) return undefined
  switch (call.is) {
    case 'unsent':
      return 'unsent'
    case 'open':
    case 'success':
      return undefined
    case 'refused':
      return looks.at(-1)?.restarted === true
        ? 'restarted'
        : agreedSince(call.flushedMs, looks)
          ? 'answered'
          : undefined
    case 'lost':
      return looks.at(-1)?.restarted === true ? 'restarted' : lost(evidence, call.fencedMs)
    default:
      return call satisfies never
  }
}

function lost(evidence: Evidence, fencedMs: number | undefined): Failed['because'] | undefined {
  const { looks } = evidence
  const rows = ours(evidence, looks.at(-1))
  if (rows.length === 0) return agreedSince(fencedMs, looks) ? 'fenced' : undefined
  // listpays is answered by xpay itself, which reports a payment as pending for as long as it works
  // on it.
  const saysFailed = rows.some(part => part.source === 'listpays' && part.status === 'failed')
  return saysFailed && agreedForMs(looks) >= AGREE_FAILED_MS ? 'failed_rows' : undefined
}

const agreedSince = (ms: number | undefined, looks: readonly Look[]): boolean =>
  ms !== undefined && agreedForMs(looks.filter(look => look.askedMs >= ms)) >= AGREE_MS

const ours = ({ label }: Evidence, look: Look | undefined): readonly Part[] =>
  look?.parts.filter(part => part.label === label) ?? []

/** The minimum time for which the looks up to the latest have shown exactly the same rows. */
function agreedForMs(looks: readonly Look[]): number {
  const latest = looks.at(-1)
  if (latest === undefined) return 0
  const differs = looks.findLastIndex(look => shape(look) !== shape(latest))
  return latest.askedMs - Math.min(...looks.slice(differs + 1).map(look => look.atMs))
}

const shape = (look: Look): string =>
  look.parts
    .map(part => `${nameOf(part)}:${part.status}`)
    .sort()
    .join(' ')

/** The node never forgets a part by itself; after a failover or a restored database it may have. */
function lostRows(looks: readonly Look[]): boolean {
  const names = (look: Look | undefined) => (look?.parts ?? []).filter(isPart).map(nameOf)
  const present = new Set(names(looks.at(-1)))
  return looks.some(look => names(look).some(name => !present.has(name)))
}

const nameOf = (part: Part): string => `${part.source}:${part.createdIndex}`
const isPart = (part: Part): boolean => part.source === 'listsendpays'
const isComplete = (part: Part): boolean => part.status === 'complete'
const has = (status: Part['status'], look: Look | undefined): boolean =>
  look?.parts.some(part => part.status === status) ?? false
