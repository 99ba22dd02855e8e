// Drives all payments of this process: starts those that are opened, takes over those of a dead
// process, and lets callers wait for them.
import type { Id } from '../core/ids.ts'
import type { Job } from '../core/schedule.ts'
import { traced } from '../core/trace.ts'
import { aborted } from '../core/with-deadline.ts'
import type { Deps } from './deps.ts'
import { dispatchHeld, type Dispatched } from './dispatch/dispatch.ts'
import { restoreSent } from './dispatch/restore-sent.ts'
import { LedgerRefused } from './commit.ts'
import { flagStuck, resolveSent } from './resolve/resolve.ts'
import type { PaymentRow } from './entity.ts'

export type InFlight = {
  readonly start: (row: PaymentRow) => void
  /** Takes up what an earlier process left unfinished. */
  readonly recover: () => Promise<void>
  readonly jobs: readonly Job[]
  /** Resolves once the payment has ended, in any process, or the signal aborts. */
  readonly ended: (id: Id, over: AbortSignal) => Promise<void>
  readonly idle: () => Promise<void>
}

const SWEEP_EVERY_MS = 5_000
const RENEW_EVERY_MS = 3_000
/** How soon slots freed by other gateways are seen, and that a call has become a long one. */
const TURNS_EVERY_MS = 750
/** How soon a caller learns of an end brought about by another process. */
const POLL_MS = 1_000
const AGAIN_AFTER_MS = 1_000
/**
 * After this many refusals by the ledger an operator has to look at the end; it is still retried.
 */
const REFUSALS_MAX = 10
const REFUSED_AGAIN_MS = 60_000

export function inFlight(deps: Deps): InFlight {
  const { rows, clock, stop, log } = deps
  /** Resolves with whether the payment is known to have ended. */
  const driven = new Map<Id, Promise<boolean>>()

  function start(row: PaymentRow): void {
    const { id } = row
    if (!driven.has(id)) {
      driven.set(
        id,
        traced(row.trace ?? undefined, () => run(row)).finally(() => {
          driven.delete(id)
          deps.owners.ended(row.account)
        })
      )
    }
  }

  /**
   * A driver that fails (for instance because the database is unavailable) restarts from the
   * database's state, and with the call that it made: nobody else can read its answer.
   */
  async function run(first: PaymentRow): Promise<boolean> {
    const { id } = first
    const made: Made = { sent: undefined }
    let refusals = 0
    let told = false
    try {
      for (let row: PaymentRow | undefined = first; !stop.aborted; row = undefined) {
        try {
          row ??= await rows.find(id)
          if (row === undefined) return false
          if (refusals >= REFUSALS_MAX && !told) {
            await flagStuck(row, deps)
            told = true
          }
          return await drive(row, made, deps)
        } catch (error) {
          log.error({ payment: id, error }, 'driving a payment failed; it is taken up again')
          if (error instanceof LedgerRefused) refusals += 1
          await clock.sleep(refusals <= REFUSALS_MAX ? AGAIN_AFTER_MS : REFUSED_AGAIN_MS, stop)
        }
      }
      return false
    } finally {
      made.sent?.turn.done()
    }
  }

  async function sweep(everyone: boolean): Promise<void> {
    for (const row of await rows.take(everyone)) start(row)
  }

  async function renew(): Promise<void> {
    if (driven.size > 0) await rows.renew([...driven.keys()])
  }

  return {
    start,
    async recover() {
      await deps.lookAtTurns()
      await sweep(true)
    },
    jobs: [
      { name: 'look at what is out', everyMs: TURNS_EVERY_MS, run: deps.lookAtTurns },
      { name: 'take over payments', everyMs: SWEEP_EVERY_MS, run: () => sweep(false) },
      { name: 'renew leases of payments', everyMs: RENEW_EVERY_MS, run: renew }
    ],
    async ended(id, over) {
      while (!over.aborted) {
        const driver = driven.get(id)
        if (driver !== undefined) {
          if ((await Promise.race([driver, aborted(over)])) === true) return
        } else {
          const row = await rows.find(id)
          if (row === undefined || row.state === 'settled' || row.state === 'released') return
          await clock.sleep(POLL_MS, over)
        }
      }
    },
    async idle() {
      await Promise.all(driven.values())
    }
  }
}

/** The call of a payment, if this process made it. */
type Made = { sent: Dispatched | undefined }

/**
 * Drives one payment from its current state to its end; normal completion and recovery are the same
 * path. Several processes may drive one payment at once: the ledger's guards let only one of them
 * through.
 * @returns whether it is known to have ended, here or elsewhere
 */
async function drive(row: PaymentRow, made: Made, deps: Deps): Promise<boolean> {
  switch (row.state) {
    case 'held':
      made.sent = await (made.sent === undefined
        ? dispatchHeld(row, deps)
        : restoreSent(row, made.sent, deps))
      return made.sent !== undefined && (await resolveSent(made.sent.row, made.sent, deps))
    case 'sent':
      return resolveSent(row, made.sent, deps)
    case 'settled':
    case 'released':
      return true
    default:
      return row.state satisfies never
  }
}
