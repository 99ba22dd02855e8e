// What each state and exception of BTCPay Server's invoices comes to, at its local copy.
import { test } from 'tap'
import type { Deposit } from '../../src/deposit/entity.ts'
import { orderOf } from '../../src/deposit/sources/btcpay-wire.ts'
import {
  invoicesOf,
  markInvoice,
  standingOf,
  type Status
} from '../../src/sandbox/payment-services/btcpay-invoices.ts'
import { payOnChain } from '../../src/sandbox/payment-services/chain-payments.ts'
import { elsewhere, type Elsewhere } from './harness/elsewhere.ts'

const MINUTE = 60_000
/** Beyond the seven days that BTCPay watches an invoice. */
const LONG = 8 * 24 * 60 * MINUTE
/** More blocks away than come down in that time. */
const NEVER = -1_000_000

const chain = (on: Elsewhere, deposit: Deposit, sats: number, confirmations: number) =>
  payOnChain(on.network, {
    address: deposit.address ?? '',
    coin: 'BTC',
    sats: BigInt(sats),
    confirmations
  })

const litecoin = (deposit: Deposit) => deposit.ways.find(({ method }) => method === 'LTC-CHAIN')

const mark = (on: Elsewhere, { id }: Deposit, status: Status): void => {
  const [invoice] = invoicesOf(on.network, orderOf(id))
  if (invoice) markInvoice(on.network, invoice.id, status)
}

type Case = {
  /** Sats that are asked for; undefined: the payer chooses. */
  readonly asks?: number
  readonly does: (on: Elsewhere, deposit: Deposit) => unknown
  /** What BTCPay calls it then. */
  readonly is: string
  readonly status: Deposit['status']
  readonly received: number | null
  /** As they are noted. */
  readonly payments: readonly string[]
  readonly doubtful?: boolean
}

/** Every state and exception that its documentation has. */
const CASES: Readonly<Record<string, Case>> = {
  'nobody has paid': {
    does: () => undefined,
    is: 'New None',
    status: 'pending',
    received: null,
    payments: []
  },
  'paid over Lightning': {
    does: (on, deposit) => on.pay(deposit.bolt11),
    is: 'Settled None',
    status: 'settled',
    received: 5_000,
    payments: ['credited']
  },
  'seen on the chain, in no block': {
    does: (on, deposit) => chain(on, deposit, 5_000, 0),
    is: 'Processing None',
    status: 'pending',
    received: null,
    payments: ['pending']
  },
  'in two blocks': {
    does: (on, deposit) => chain(on, deposit, 5_000, 2),
    is: 'Settled None',
    status: 'settled',
    received: 5_000,
    payments: ['credited']
  },
  'paid more than was asked': {
    does: (on, deposit) => chain(on, deposit, 9_000, 6),
    is: 'Settled PaidOver',
    status: 'settled',
    received: 9_000,
    payments: ['credited']
  },
  'paid twice, by two methods': {
    does: (on, deposit) => {
      chain(on, deposit, 5_000, 6)
      on.pay(deposit.bolt11)
    },
    is: 'Settled PaidOver',
    status: 'settled',
    received: 10_000,
    payments: ['credited', 'credited']
  },
  'paid in part, while there is time': {
    does: (on, deposit) => chain(on, deposit, 2_000, 6),
    is: 'New None',
    status: 'settled',
    received: 2_000,
    payments: ['credited']
  },
  'paid in part, and it expired': {
    does: (on, deposit) => {
      chain(on, deposit, 2_000, 6)
      on.pass(61 * MINUTE)
    },
    is: 'Expired PaidPartial',
    status: 'settled',
    received: 2_000,
    payments: ['credited']
  },
  expired: {
    does: on => on.pass(61 * MINUTE),
    is: 'Expired None',
    status: 'expired',
    received: null,
    payments: []
  },
  'paid late': {
    does: (on, deposit) => {
      on.pass(61 * MINUTE)
      chain(on, deposit, 5_000, 6)
    },
    is: 'Expired PaidLate',
    status: 'settled',
    received: 5_000,
    payments: ['credited']
  },
  'a top-up': {
    asks: 0,
    does: (on, deposit) => chain(on, deposit, 1_234, 6),
    is: 'Settled None',
    status: 'settled',
    received: 1_234,
    payments: ['credited']
  },
  'marked settled by hand, and nobody has paid': {
    does: (on, deposit) => mark(on, deposit, 'Settled'),
    is: 'Settled Marked',
    status: 'expired',
    received: null,
    payments: [],
    doubtful: true
  },
  'marked invalid by hand, after it was paid': {
    does: (on, deposit) => {
      on.pay(deposit.bolt11)
      mark(on, deposit, 'Invalid')
    },
    is: 'Invalid Marked',
    status: 'settled',
    received: 5_000,
    payments: ['credited'],
    doubtful: true
  },
  'never confirmed': {
    does: (on, deposit) => {
      chain(on, deposit, 5_000, NEVER)
      on.pass(LONG)
    },
    is: 'Invalid None',
    status: 'expired',
    received: null,
    payments: ['pending']
  },
  'never confirmed, but for a part': {
    does: (on, deposit) => {
      chain(on, deposit, 2_000, 6)
      chain(on, deposit, 3_000, NEVER)
      on.pass(LONG)
    },
    is: 'Invalid None',
    status: 'settled',
    received: 2_000,
    payments: ['credited', 'pending'],
    doubtful: true
  },
  'below what is credited': {
    does: (on, deposit) => {
      const { destination = '' } = litecoin(deposit) ?? {}
      payOnChain(on.network, { address: destination, coin: 'LTC', sats: 1n, confirmations: 6 })
    },
    is: 'New None',
    status: 'pending',
    received: null,
    payments: ['small']
  },
  'paid in litecoin, at the rate of the invoice': {
    does: (on, deposit) => {
      const { destination = '' } = litecoin(deposit) ?? {}
      const paid = { address: destination, coin: 'LTC', sats: 10_000_000n } as const
      payOnChain(on.network, { ...paid, confirmations: 6 })
    },
    // A tenth of a coin at 123 456.78 sat each; BTCPay’s own sum has whole sats only.
    is: 'Settled PaidOver',
    status: 'settled',
    received: 12_345.678,
    payments: ['credited']
  }
}

test('what every state of an invoice comes to', async t => {
  const on = await elsewhere(t)
  for (const [name, one] of Object.entries(CASES)) {
    await t.test(name, async t => {
      const alice = await on.user()
      const deposit = await on.ask(alice, 'btcpay', one.asks === 0 ? undefined : 5_000)
      await one.does(on, deposit)
      for (let looks = 0; looks < 3; looks++) await on.look(deposit)
      const [invoice] = invoicesOf(on.network, orderOf(deposit.id))
      const standing = invoice && standingOf(on.network, invoice)
      t.equal([standing?.status, standing?.additional].join(' '), one.is)
      const now = await on.found(deposit)
      const received = one.received === null ? null : BigInt(Math.round(one.received * 1_000))
      t.match(now, { status: one.status })
      t.equal(now.receivedMsat, received)
      // Two that were booked together have no order.
      t.same(now.payments.map(({ state }) => state).toSorted(), one.payments)
      t.equal(await on.balance(alice), received ?? 0n)
      const [{ doubt } = { doubt: null }] = await on.sql(
        'select doubt from deposit_look where id = $1',
        [deposit.id]
      )
      t.equal(doubt !== null, one.doubtful ?? false)
      t.same(await on.wrong(), [])
    })
  }
})
