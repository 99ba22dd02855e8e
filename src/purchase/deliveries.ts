// Asks LApps to deliver paid purchases, until they deliver or say that they never will.
import type { Id } from '../core/ids.ts'
import type { Job } from '../core/schedule.ts'
import type { Answer, Values } from '../lapps/process/results.ts'
import { deliver, type DeliveryAnswer, type DeliveryStep } from './decide.ts'
import type { Deps } from './deps.ts'
import type { DueDelivery } from './due-deliveries.ts'

export type Deliveries = {
  /** A payment has ended: if it paid for a purchase, its delivery is requested now. */
  readonly paid: (purchase: Id) => void
  readonly jobs: readonly Job[]
  /**
   * Resolves when our current delivery request for this purchase has ended; at once if there is
   * none.
   */
  readonly underWay: (purchase: Id) => Promise<void>
  readonly idle: () => Promise<void>
}

const SWEEP_EVERY_MS = 2_000
const A_WEEK = 7

export function deliveries(deps: Deps): Deliveries {
  const { rows, log } = deps
  const underWay = new Map<Id, Promise<unknown>>()

  /**
   * Joined with requests already running: one that finds nothing due must not hide the one that is
   * asking.
   */
  function keep(purchase: Id, work: Promise<void>): void {
    const asking = Promise.all([
      underWay.get(purchase),
      work.catch((error: unknown) => {
        log.error({ purchase, error }, 'a delivery waits for the next sweep')
      })
    ])
    underWay.set(purchase, asking)
    void asking.then(() => {
      if (underWay.get(purchase) === asking) underWay.delete(purchase)
    })
  }

  async function sweep(): Promise<void> {
    for (const due of await rows.takeDue(undefined)) keep(due.id, pursue(due, deps))
  }

  return {
    paid: purchase =>
      keep(
        purchase,
        rows.takeDue(purchase).then(async ([due]) => {
          if (due !== undefined) await pursue(due, deps)
        })
      ),
    jobs: [{ name: 'ask for what was paid', everyMs: SWEEP_EVERY_MS, run: sweep }],
    underWay: async purchase => {
      await underWay.get(purchase)
    },
    async idle() {
      await Promise.all(underWay.values())
    }
  }
}

/**
 * Retries by itself while the pauses are short, each time under a new lease; after a longer one the
 * sweep takes over.
 */
async function pursue(first: DueDelivery, deps: Deps): Promise<void> {
  for (let due: DueDelivery | undefined = first; due !== undefined;) {
    const step = deliver(await ask(due, deps), { ...due, withinDays: daysFor(due.lapp, deps) })
    await deps.step('purchase.delivery', () => note(first.id, step, deps))
    if (step.is !== 'again' || step.afterMs > SWEEP_EVERY_MS || deps.stop.aborted) return
    await deps.clock.sleep(step.afterMs, deps.stop)
    due = (await deps.rows.takeDue(first.id))[0]
  }
}

/** A LApp that was removed meanwhile has no manifest. */
const daysFor = (lapp: string, { lapps }: Deps): number =>
  lapps.find(lapp)?.manifest.deliverWithin ?? A_WEEK

async function note(id: Id, step: DeliveryStep, { rows, wake }: Deps): Promise<void> {
  switch (step.is) {
    case 'ready':
      await rows.delivered(id, step.output)
      wake.ring()
      return
    case 'failed':
      return rows.notDelivered(id, step.reason)
    case 'again':
      return rows.again(id, step.afterMs, step.note)
    default:
      return step satisfies never
  }
}

async function ask({ lapp, order, paid }: DueDelivery, deps: Deps): Promise<DeliveryAnswer> {
  return answerOf(
    await deps.step('purchase.deliver', () =>
      deps.lapps.ask(lapp, 'deliver', { order, paid }, { signal: deps.stop })
    )
  )
}

function answerOf(asked: Answer<Values['deliver']>): DeliveryAnswer {
  switch (asked.is) {
    case 'refused':
      return { is: 'trouble', why: asked.message }
    case 'unavailable':
      return { is: 'trouble', why: 'The service does not answer.' }
    case 'ok':
      break
    default:
      asked satisfies never
  }
  const said = asked.value
  switch (said.state) {
    case 'ready':
      return { is: 'ready', output: said.output }
    case 'later':
      return { is: 'later', retryAfterMs: said.retryAfterMs, note: said.note }
    case 'failed':
      return { is: 'failed', reason: said.reason }
    default:
      return said satisfies never
  }
}
