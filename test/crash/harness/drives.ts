// For each step the shortest way there: what is laid out while the
// gateway is dead, and what is asked of it once it lives.
import assert from 'node:assert/strict'
import { randomInt, randomUUID } from 'node:crypto'
import { newId, parse, showId, type Id } from '../../../src/core/ids.ts'
import type { StepName } from '../../../src/core/step.ts'
import type { Fault } from '../../e2e/harness/money.ts'
import { act, invoice, type Asks } from './acts.ts'
import { approve, askAnn, lapse } from './ann.ts'
import type { Lane } from './lane.ts'

export type Drive = {
  readonly layOut?: (lane: Lane) => Promise<unknown>
  readonly ask?: (lane: Lane, g: Asks, step: StepName) => Promise<unknown>
}

const FAULTS: readonly Fault[] = [
  { is: 'settle' },
  { is: 'fail', code: 203 },
  { is: 'stall', ms: 400, then: 'settle' },
  { is: 'stall', ms: 400, then: 'fail' },
  { is: 'drop', ms: 600, then: 'settle' },
  { is: 'drop', ms: 600, then: 'fail' },
  { is: 'slow_router', ms: 400 }
]
const UNROUTED: readonly Fault[] = [{ is: 'slow_router', ms: 20_000 }]
const REFUSED: readonly Fault[] = [{ is: 'fail', code: 203 }]
const SETTLE: readonly Fault[] = [{ is: 'settle' }]
/** The make-believe service says no to it. */
const NOWHERE = '+99912345678'
const SOMEBODY = '+19876543210'

const pay = (outcomes: readonly Fault[], slowMode?: boolean): Drive => ({
  layOut: async lane => {
    const outcome = outcomes[randomInt(outcomes.length)] ?? { is: 'settle' }
    await lane.world('POST', '/node/next-payments', { outcomes: [outcome] })
    await lane.node('setconfig', {
      config: 'xpay-slow-mode',
      val: slowMode ?? Math.random() < 0.8
    })
  },
  ask: async (lane, g, step) => {
    const destination = await invoice(lane, randomInt(1_000, 90_000))
    await act(lane, g, step, { kind: 'payments', body: { destination } })
  }
})

/** The operator names it while its search stands still. */
const giveUp: Drive = {
  ...pay(UNROUTED),
  ask: async (lane, g, step) => {
    const over = new AbortController()
    const destination = await invoice(lane, randomInt(1_000, 90_000))
    const paid = act(lane, g, step, { kind: 'payments', body: { destination } })
    void paid.finally(() => over.abort()).catch(() => undefined)
    for (let rows = 0; rows === 0 && !over.signal.aborted;) {
      const asked = await lane.sql(
        `update payment set fence_asked = true where state = 'sent' and bolt11 = $1 returning id`,
        [destination]
      )
      rows = asked.length
    }
    await paid
  }
}

const buy = (number: string): Drive => ({
  layOut: async lane => lane.world('POST', '/node/next-payments', { outcomes: SETTLE }),
  ask: async (lane, g, step) =>
    act(lane, g, step, {
      kind: 'purchases',
      path: '/v1/lapps/lnsms/purchases',
      body: { input: { number, text: randomUUID() } }
    })
})

const quote: Drive = {
  ask: async (_lane, g) =>
    g.ask('POST', '/v1/lapps/echo/quotes', { input: { text: 'what?' } }).catch(() => undefined)
}

const deposit: Drive = {
  ask: async (lane, g, step) => {
    const body = { amount_msat: randomInt(1_000, 50_000) }
    const answer = await act(lane, g, step, { kind: 'deposits', body })
    const bolt11 = answer?.body['bolt11']
    if (typeof bolt11 === 'string') await lane.world('POST', '/wallet/pay', { bolt11 })
  }
}

/** Through another than our node, which is looked for until it is found. */
const elsewhere: Drive = {
  ask: async (lane, g, step) => {
    const method = ['btcpay', 'charge', 'onchain'][randomInt(3)]
    // Above dust.
    const sats = randomInt(600, 700)
    const body = { amount_msat: 1_000 * sats, method }
    const { id, bolt11, address } =
      (await act(lane, g, step, { kind: 'deposits', body }))?.body ?? {}
    if (typeof id !== 'string') return
    if (method === 'onchain') await lane.world('POST', '/chain/pay', { address, amount_sat: sats })
    else await lane.world('POST', '/wallet/pay', { bolt11 })
    lane.paid.add(parse('dep', id) ?? id)
  }
}

const expire: Drive = {
  layOut: async lane =>
    lane.sql(`update deposit set expires_at = now() - interval '1 second' where id =
      (select id from deposit where state = 'pending' and expires_in = 1 limit 1)`)
}

const batch = (...amounts: readonly number[]): Drive => ({
  ask: async (lane, g, step) => {
    const transfers = amounts.map(amount_msat => ({ to: lane.friend, amount_msat }))
    await act(lane, g, step, {
      kind: 'batch',
      path: '/v1/transfers/batch',
      body: { transfers }
    })
  }
})
const TOO_MUCH = 9_000_000_000_000

const CLAIMABLE = `
  select id, to_identity from transfer where state = 'claimable'
    and to_identity not in (select kind || ':' || external_id from identity) limit 1`

const claim: Drive = {
  layOut: async lane => {
    const [row] = await lane.sql(CLAIMABLE)
    assert(row, 'somebody has not come yet')
    await lane.sql(
      `insert into identity (kind, external_id, account) values ('telegram', $1, $2)`,
      [String(row['to_identity']).replace('telegram:', ''), parse('acc', lane.friend)]
    )
  }
}

const giveBack: Drive = {
  layOut: async lane => {
    const [row] = await lane.sql(CLAIMABLE)
    assert(row, 'somebody has not come yet')
    await lane.sql('update transfer set expires_at = now() where id = $1', [row['id']])
  }
}

/** The node pays what the books know nothing of, as after the loss of the database's last hour. */
const lose: Drive = {
  layOut: async lane => {
    const id = newId()
    await xpay(lane, await invoice(lane, randomInt(1_000, 9_000)), showId('pay', id), lane.account)
    lane.lost.add(id)
  }
}

/** And what the books have given back, as no payer of ours ever would. */
const pilfer: Drive = {
  layOut: async lane => {
    const [row] = await lane.sql(
      `select id, account, bolt11 from payment where state = 'released' and ended_by = 'answered'
         and invoice_expires_at > now() + interval '1 minute' and id <> all($1::uuid[])
       order by id desc limit 1`,
      [[...lane.forged]]
    )
    assert(row, 'something was given back lately')
    const [id, account] = [row['id'] as Id, row['account'] as Id]
    lane.forged.add(id)
    await xpay(lane, String(row['bolt11']), showId('pay', id), showId('acc', account))
  }
}

async function xpay(lane: Lane, invstring: string, pay: string, acc: string): Promise<void> {
  await lane.world('POST', '/node/next-payments', { outcomes: SETTLE })
  await lane.node('xpay', { invstring, maxfee: 10_000, label: `lapp:${pay}:${acc}` })
}

const atService: Drive = {
  ask: async (lane, g, step) => {
    const body = { destination: lane.service, amount_msat: randomInt(1_000, 9_000) }
    await act(lane, g, step, { kind: 'payments', body })
  }
}

const transfer: Drive = {
  ask: async (lane, g, step) =>
    act(lane, g, step, { kind: 'transfers', body: { to: lane.friend, amount_msat: 5 } })
}

/** It passes by itself at every start. */
const nothing: Drive = {}

export const DRIVES: Readonly<Record<StepName, Drive>> = {
  'payment.sent': pay(FAULTS),
  'payment.call': pay(FAULTS),
  'payment.hold': pay(FAULTS),
  'payment.look': pay(FAULTS),
  'payment.end': pay(FAULTS),
  'payment.decode': pay(FAULTS),
  'payment.lnurl': atService,
  'payment.reply': pay(REFUSED),
  'payment.flush': pay(REFUSED),
  // A call that a killed gateway leaves behind without a row of it is fenced by the next.
  'payment.fence': giveUp,
  // Without slow mode an answer is no sum: what is known is kept, and the rows are asked for it.
  'payment.evidence': pay(SETTLE, false),
  'purchase.price': quote,
  'purchase.quote': quote,
  'purchase.claim': buy(SOMEBODY),
  'purchase.ask': buy(SOMEBODY),
  'purchase.refusal': buy(NOWHERE),
  'purchase.deliver': buy(SOMEBODY),
  'purchase.delivery': buy(SOMEBODY),
  'approval.ask': askAnn,
  'approval.decide': approve,
  'approval.end': lapse,
  'deposit.open': deposit,
  'deposit.invoice': deposit,
  'deposit.pending': deposit,
  'deposit.wait': deposit,
  'deposit.credit': deposit,
  'deposit.find': expire,
  'deposit.expire': expire,
  'deposit.source': elsewhere,
  'deposit.look': elsewhere,
  'deposit.book': elsewhere,
  'transfer.move': transfer,
  'transfer.batch': batch(1, 2),
  'transfer.part': batch(1, 2),
  'transfer.refusal': batch(1, TOO_MUCH),
  'transfer.claim': claim,
  'transfer.return': giveBack,
  'sweep.page': nothing,
  'sweep.look': lose,
  'sweep.rebuild': lose,
  'sweep.book': pilfer,
  'sweep.cursor': lose,
  'operator.decision': nothing
}
