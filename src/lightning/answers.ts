// The only maker of `failed`: what the node's own rows say about
// a payment that was sent (safe-payer.md 3.3, 6 and 7).
import { createHash } from 'node:crypto'
import { add } from '../core/msat.ts'
import type { Msat } from '../core/msat.ts'
import type { Failed, Outcome } from '../core/outcome.ts'
import type { Evidence, Look } from './evidence.ts'
import type { Part } from './port.ts'

const AGREE_SLOW_MODE_MS = 250
const AGREE_MS = 10_000
const QUIET_AFTER_RETRIES_MS = 30_000

export function conclude(evidence: Evidence): Outcome {
  const preimage = knownPreimage(evidence)
  if (preimage !== undefined) return settle(evidence, preimage)
  if (has('pending', evidence.looks.at(-1))) return { is: 'unknown', pending: true }
  const because = releasedBy(evidence)
  if (because === undefined) return { is: 'unknown', pending: false }
  return { is: 'failed', because } as Failed
}

export function isPreimageOf(preimage: string, paymentHash: string): boolean {
  if (!/^[0-9a-f]{64}$/i.test(preimage)) return false
  const hash = createHash('sha256').update(preimage, 'hex').digest('hex')
  return hash === paymentHash.toLowerCase()
}

/**
 * Once known it stays known: a row that was complete and is gone from a later look has still been
 * paid.
 */
function knownPreimage({ paymentHash, preimage, call, looks }: Evidence): string | undefined {
  const claimed = [
    preimage,
    call.is === 'success' ? call.preimage : undefined,
    ...looks.flatMap(look => look.parts.filter(isComplete).map(part => part.preimage))
  ]
  return claimed.find(one => one !== undefined && isPreimageOf(one, paymentHash))
}

function settle(evidence: Evidence, preimage: string): Outcome {
  const { call, looks, slowMode } = evidence
  const latest = looks.at(-1)
  if (has('pending', latest)) return { is: 'paid', preimage }
  const spent = sumOf(latest)
  if (spent !== undefined && !lostRows(looks))
    return { is: 'settled', preimage, amountSentMsat: spent }
  // In slow mode xpay answers when no part is out any more, so its own sum is final (safe-payer.md
  // 3.3, 6).
  const final = call.is === 'success' && slowMode && call.failedParts === 0
  if (final && isPreimageOf(call.preimage, evidence.paymentHash))
    return { is: 'settled', preimage, amountSentMsat: call.amountSentMsat }
  return { is: 'paid', preimage }
}

/**
 * Of listsendpays only: listpays adds up the same parts, and counts those still pending as sent.
 */
function sumOf(look: Look | undefined): Msat | undefined {
  const complete = (look?.parts ?? []).filter(isComplete).filter(isPart)
  const sent = complete.map(part => part.amountSentMsat).filter(amount => amount !== undefined)
  return complete.length > 0 && sent.length === complete.length ? add(...sent) : undefined
}

/**
 * The conditions of safe-payer.md 3.3, 7 d; nothing is pending in the latest look, and no preimage
 * is known.
 */
function releasedBy(evidence: Evidence): Failed['because'] | undefined {
  const { call, looks, slowMode } = evidence
  // Complete without a preimage that proves it, or rows that are gone: the node contradicts itself.
  if (looks.some(look => has('complete', look)) || lostRows(looks)) return undefined
  if (call.is === 'unsent') return 'unsent'
  const latest = looks.at(-1)
  if (latest === undefined || call.is === 'success') return undefined
  if (latest.restarted) return 'restarted'
  if (call.is === 'refused') {
    const gap = slowMode ? AGREE_SLOW_MODE_MS : AGREE_MS
    return agreedForMs(looks.filter(look => look.askedMs >= call.atMs)) >= gap
      ? 'answered'
      : undefined
  }
  // While the call is open xpay may still be at work, however quiet the rows are.
  if (call.is === 'open' || agreedForMs(looks) < AGREE_MS) return undefined
  return saysFailed(evidence, latest) ? 'silent' : undefined
}

function saysFailed(evidence: Evidence, { parts }: Look): boolean {
  const { label, dispatchedAgoMs, retryForSeconds } = evidence
  if (parts.some(part => part.label === label)) return true
  // Nothing of ours, though perhaps of somebody else who failed: by now it would be there.
  return dispatchedAgoMs > retryForSeconds * 1000 + QUIET_AFTER_RETRIES_MS
}

/** For how long, at the least, the looks up to the latest have shown the very same rows. */
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
