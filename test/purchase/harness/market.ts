// The purchase room with the real payment room, ledger
// and node, and one shop that answers what the test says.
import type { Test } from 'tap'
import { runChores } from '../../../src/core/schedule.ts'
import { newId, type Id } from '../../../src/core/ids.ts'
import { msat } from '../../../src/core/msat.ts'
import type { LAppCard } from '../../../src/lapps/open-lapp.ts'
import type { Args } from '../../../src/lapps/registry.ts'
import type { Answer, Values } from '../../../src/lapps/process/results.ts'
import { findClaim } from '../../../src/ledger/claim.ts'
import type { Deps } from '../../../src/purchase/deps.ts'
import { purchases, type Purchases } from '../../../src/purchase/purchases.ts'
import { purchaseRows } from '../../../src/purchase/rows.ts'
import { keyFor } from '../../harness/books.ts'
import { room, type PayerOptions } from '../../payment/harness/room.ts'
import manifest from '../../../lapps/lnsms/lapp.json' with { type: 'json' }

type Asked = Args['invoice']['order']

/** What the shop does; each may be changed in the middle of a test. */
export type Shop = {
  quote?: (order: Asked) => Promise<Answer<Values['quote']>>
  invoice: (order: Asked) => Promise<Answer<Values['invoice']>>
  deliver: (args: Args['deliver']) => Promise<Answer<Values['deliver']>>
  readonly asked: string[]
}

const CARD = {
  id: 'shop',
  manifest: {
    ...manifest,
    holds: false,
    limits: { msatMin: 1000, msatMax: 50_000, expiryMin: 30 }
  },
  hasQuote: false,
  delivers: true,
  status: 'active',
  missing: [],
  read: (input: unknown) => ({ is: 'ok', input })
} as unknown as LAppCard

export async function market(t: Test, card: Partial<LAppCard> = {}, surchargeMsat = 0) {
  const house = await room(t)
  const shown = { ...CARD, ...card }
  const shop: Shop = {
    invoice: async () => ({ is: 'ok', value: { bolt11: await house.invoice(10_000) } }),
    deliver: async () => ({ is: 'ok', value: { state: 'ready', output: { code: 'abc' } } }),
    asked: []
  }
  let rung = 0
  const lapps = {
    find: (id: string) => (id === shown.id ? shown : undefined),
    ask: async (_id: string, call: 'quote' | 'invoice' | 'deliver', args: Args['deliver']) => {
      shop.asked.push(`${call} ${args.order.key}`)
      if (call === 'deliver') return shop.deliver(args)
      return call === 'quote' ? shop.quote?.(args.order) : shop.invoice(args.order)
    }
  } as unknown as Deps['lapps']

  /** One gateway's till. */
  const till = async (
    options: PayerOptions = {}
  ): Promise<Purchases & { sweep(): void; leave(): Promise<void> }> => {
    const stop = new AbortController()
    const payer = await house.payer({
      ...options,
      tell: row => {
        if (row.purchase !== null) buying.paid(row.purchase)
      }
    })
    const quiet = (): void => undefined
    const buying = purchases({
      commit: house.another(),
      payments: payer,
      rows: purchaseRows(house.em),
      lapps,
      findClaim: key => findClaim(house.em, key),
      frozen: async () => undefined,
      surchargeOf: () => () => msat(surchargeMsat),
      clock: payer.clock,
      newId,
      step: (_name, run) => run(),
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      stop: stop.signal,
      wake: { ring: () => void rung++ }
    })
    const ended: Promise<unknown>[] = []
    const leave = async (): Promise<void> => {
      stop.abort()
      await Promise.all(ended)
      await payer.leave()
      await buying.idle()
    }
    t.teardown(leave)
    const sweep = (): void =>
      void ended.push(
        runChores(buying.jobs, { clock: payer.clock, log: { warn: quiet } }, stop.signal).ended
      )
    return { ...buying, sweep, leave }
  }
  const wish = (account: Id, name: string = newId(), more: object = {}) => ({
    account,
    key: keyFor(account, name, Object.entries(more).map(String)),
    lapp: shown.id,
    input: { text: 'x' },
    quote: undefined,
    maxTotalMsat: undefined,
    ...more
  })
  return { ...house, shop, till, wish, rung: () => rung }
}
