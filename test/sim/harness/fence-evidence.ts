// What a look has shown, as the gateway's own rule is told it.
import { createHash } from 'node:crypto'
import { msat } from '../../../src/core/msat.ts'
import type { Call, Evidence, Look } from '../../../src/lightning/evidence.ts'
import type { Part } from '../../../src/lightning/port.ts'
import { UNFLUSHED, type FenceState } from './fence-state.ts'

export type Counting = {
  readonly looks: 1 | 2
  /** Whether looks count only once all was flushed. */
  readonly counts: 'flushed' | 'at once'
}

const PREIMAGE = '11'.repeat(32)
const HASH = createHash('sha256').update(PREIMAGE, 'hex').digest('hex')
const LABEL = 'lapp:pay:acc'
const APART_MS = 20_000

/** The looks are as far apart as any rule asks for: time proves nothing here. */
export function evidence(s: FenceState, seen: string, { counts, looks }: Counting): Evidence {
  const since = s.rounds === UNFLUSHED && counts === 'flushed' ? undefined : 0
  const call: Call = s.refused
    ? { is: 'refused', flushedMs: since }
    : { is: 'lost', fencedMs: since }
  const latest = lookOf(seen, APART_MS)
  const first = looks === 1 || s.seen === seen ? [lookOf(seen, 0)] : []
  return {
    paymentHash: HASH,
    label: LABEL,
    call,
    looks: [...first, latest],
    preimage: undefined,
    slowMode: false
  }
}

function lookOf(seen: string, atMs: number): Look {
  const [rows = '', status = ''] = seen.split('/')
  const parts = Array.from(rows)
    .map((letter, at) => part('listsendpays', letter, at + 1))
    .filter(one => one !== undefined)
  const pays = part('listpays', status, 1)
  return { askedMs: atMs, atMs, restarted: false, parts: [...parts, ...(pays ? [pays] : [])] }
}

function part(source: Part['source'], letter: string, createdIndex: number): Part | undefined {
  if (!/[pfc]/.test(letter)) return undefined
  const status = letter === 'p' ? 'pending' : letter === 'c' ? 'complete' : 'failed'
  const preimage = status === 'complete' ? PREIMAGE : undefined
  return { status, source, createdIndex, preimage, amountSentMsat: msat(1), label: LABEL }
}
