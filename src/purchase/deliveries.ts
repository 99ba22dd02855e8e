// Asks LApps for what was paid for, until they hand it over or say that it will never come.
import type { Id } from '../core/ids.ts'
import type { Answer, Values } from '../lapps/results.ts'
import { deliver, type DeliveryAnswer, type DeliveryStep } from './decide.ts'
import type { Deps } from './deps.ts'
import type { PurchaseRow } from './entity.ts'
import type { Due } from './rows.ts'

export type Deliveries = {
  /** A payment has ended: if it paid for something, that is asked for now. */
  readonly paid: (purchase: Id) => void
  readonly sweepForEver: () => void
  /** Resolves when a delivery of ours to this purchase was just asked for, at once if none is. */
  readonly underWay: (purchase: Id) => Promise<void>
  readonly idle: () => Promise<void>
}

const SWEEP_EVERY_MS = 2_000

export function deliveries(deps: Deps): Deliveries {
  const { rows, clock, stop, log } = deps
  const underWay = new Map<Id, Promise<void>>()

  async function take(only: Id | undefined): Promise<void> {
    for (const due of await rows.takeDue(only)) {
      const asking = pursue(due, deps)
        .catch((error: unknown) =>
          log.error({ purchase: due.id, error }, 'asking for a delivery failed')
        )
        .finally(() => underWay.delete(due.id))
      underWay.set(due.id, asking)
    }
  }

  return {
    paid(purchase) {
      const asking = take(purchase)
        .catch((error: unknown) =>
          log.error({ purchase, error }, 'a delivery waits for the next sweep')
        )
        .then(() => underWay.get(purchase))
        .finally(() => underWay.delete(purchase))
      underWay.set(purchase, asking)
    },
    sweepForEver() {
      void (async () => {
        while (!stop.aborted) {
          await take(undefined).catch((error: unknown) =>
            log.error({ error }, 'sweeping deliveries failed')
          )
          await clock.sleep(SWEEP_EVERY_MS, stop)
        }
      })()
    },
    underWay: purchase => underWay.get(purchase) ?? Promise.resolve(),
    async idle() {
      await Promise.all(underWay.values())
    }
  }
}

/** Asks again by itself while the pauses are short; a longer one waits for a sweep. */
async function pursue(due: Due, deps: Deps): Promise<void> {
  const startedAt = deps.clock.now()
  for (let round = 0; ; round += 1) {
    const row = await deps.rows.find(due.id)
    if (row?.delivery !== 'waiting') return
    const sincePaidMs = due.sincePaidMs + deps.clock.now() - startedAt
    const step = deliver(await ask(row, deps), { tries: row.deliveryTries + round, sincePaidMs })
    await deps.step('purchase.delivery', () => note(row.id, step, deps))
    if (step.is !== 'again') {
      deps.tell(row.id)
      return
    }
    if (step.afterMs > SWEEP_EVERY_MS || deps.stop.aborted) return
    await deps.clock.sleep(step.afterMs, deps.stop)
  }
}

function note(id: Id, step: DeliveryStep, { rows }: Deps): Promise<void> {
  switch (step.is) {
    case 'ready':
      return rows.delivered(id, step.output)
    case 'failed':
      return rows.notDelivered(id, step.reason)
    case 'again':
      return rows.again(id, step.afterMs)
    default:
      return step satisfies never
  }
}

async function ask(row: PurchaseRow, deps: Deps): Promise<DeliveryAnswer> {
  const payment =
    row.payment === null ? undefined : await deps.payments.find(row.account, row.payment)
  if (typeof payment?.preimage !== 'string') return { is: 'trouble', why: 'It is not paid yet.' }
  const lapp = deps.lapps.find(row.lapp)
  if (lapp === undefined) return { is: 'trouble', why: 'This LApp is not here any more.' }
  const order = { key: row.orderKey, input: row.input, msatMax: payment.amountMsat, locale: 'en' }
  const paid = {
    bolt11: payment.bolt11,
    preimage: payment.preimage,
    reference: row.reference ?? undefined
  }
  return answerOf(
    await deps.step('purchase.deliver', () => deps.lapps.ask(lapp.id, 'deliver', { order, paid }))
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
      return { is: 'later', retryAfterMs: said.retryAfterMs }
    case 'failed':
      return { is: 'failed', reason: said.reason }
    default:
      return said satisfies never
  }
}
