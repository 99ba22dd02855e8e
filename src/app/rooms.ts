// Creates the rooms and connects them: who pays whom, who notifies whom. Takes the ledger and the
// node; returns what callers use.
import type { EntityManager } from '@mikro-orm/postgresql'
import { approvals } from '../approval/approvals.ts'
import { paymentsWithApproval, purchasesWithApproval } from '../approval/with-approval.ts'
import type { Config } from '../config.ts'
import { ConfigError } from '../config.ts'
import { LAPPS } from '../lapps/installed.ts'
import { clock } from '../core/clock.ts'
import { newId, type Id } from '../core/ids.ts'
import type { Log } from '../core/log.ts'
import { msat } from '../core/msat.ts'
import type { Page } from '../core/page.ts'
import type { Step } from '../core/step.ts'
import type { Wake } from '../core/wake.ts'
import { databaseClock, type DatabaseClock } from '../db/clock.ts'
import { bell } from '../deposit/bell.ts'
import { deposits } from '../deposit/deposits.ts'
import { paused } from '../deposit/paused.ts'
import { openSources } from '../deposit/registry.ts'
import { HISTORY_LIMITS } from '../deposit/sources/ask.ts'
import { waiting } from '../deposit/waiting.ts'
import { openLApps, type LApps } from '../lapps/registry.ts'
import { findClaim } from '../ledger/claim.ts'
import { statement, type RowType } from '../ledger/read.ts'
import type { Commit } from '../ledger/unit.ts'
import { conclude } from '../lightning/answers.ts'
import { readInvoice } from '../lightning/bolt11.ts'
import type { Lightning, NodeInfo } from '../lightning/port.ts'
import { failureReason } from '../lightning/reasons.ts'
import { ANY, PUBLIC } from '../net/decide.ts'
import { guardedFetch, type Fetch } from '../net/fetch.ts'
import { byNameServers, bySystem } from '../net/resolve.ts'
import type { Fencing } from '../payment/fence/fencing.ts'
import { LNURL_LIMITS, type Web } from '../payment/lnurl/get-json.ts'
import { payments, type Payments } from '../payment/payments.ts'
import { paymentRows } from '../payment/rows.ts'
import type { Caps } from '../payment/queue/fairness.ts'
import { fairQueue, type FairQueue } from '../payment/queue/fair-queue.ts'
import { healths } from '../purchase/health.ts'
import { purchases, type Purchases } from '../purchase/purchases.ts'
import { purchaseRows } from '../purchase/rows.ts'
import { noSurcharge, readSurcharge, type Surcharge } from '../purchase/surcharge.ts'
import { openRates } from '../rates/open.ts'
import { RATE_LIMITS, type Rates } from '../rates/rates.ts'
import type { Doors } from '../sandbox/payment-services/keys.ts'
import { openPeople } from './people.ts'
import { sourceSettings } from './source-settings.ts'

export type Deps = {
  readonly config: Config
  readonly em: EntityManager
  readonly commit: Commit
  readonly node: Lightning
  readonly info: NodeInfo
  readonly fence: Fencing
  /** The simulated payment services, in the sandbox. */
  readonly doors: Doors | undefined
  /** Base URLs of the sandbox's shops, by LApp. */
  readonly shops: Readonly<Record<string, string>>
  readonly step: Step
  /** Whether there is a bot that can ask owners for approval. */
  readonly canAsk: boolean
  /** Why outgoing payments are frozen, if they are. */
  readonly frozen: () => Promise<string | undefined>
  /** What our channels can send; undefined while the node does not answer. */
  readonly outboundMsat: () => Promise<bigint | undefined>
  /** The LApps, with each call timed. */
  readonly timed: (lapps: LApps) => LApps
  readonly log: Log
  readonly stop: AbortSignal
  readonly wake: Wake
}

export async function openRooms(deps: Deps) {
  const { em, config, log } = deps
  const clients = openClients(config)
  const opened = await openLApps({
    folder: LAPPS,
    more: config.lappsDir,
    only: config.offered,
    variables: config.lapps,
    shops: deps.shops,
    clients: { named: clients.named.fetch, chosen: clients.chosen.fetch },
    log
  })
  const health = healths({ em, clock, log })
  const lapps = health.watch(deps.timed(opened))
  const web: Web = {
    fetch: (...asked) => deps.step('payment.lnurl', () => clients.lnurl.fetch(...asked)),
    allowPrivate: config.sandbox
  }
  const line = fairQueue(undefined, capsOf(config))
  const { paying, buying } = joined(deps, lapps, web, line)
  const time = await databaseClock(em, clock)
  const asking = openApprovals({ ...deps, time }, paying, buying)
  const incoming = openIncoming({ ...deps, time }, clients)
  return {
    ...openPeople({ ...deps, now: time.date }),
    ...incoming,
    payments: paying,
    purchases: buying,
    ...asking,
    time,
    turns: line,
    /** Exchange rates, if an exchange is configured. */
    rates: openExchange(deps, clients.rates.fetch),
    lapps,
    health,
    statement: (account: Id, type: RowType | undefined, page: Page) =>
      statement(em, account, type, page),
    close: async () => {
      lapps.close()
      await Promise.all(Object.values(clients).map(client => client.close()))
    }
  }
}

/** With the clock that all gateways share, for what any of them may end. */
type Timed = Deps & { readonly time: DatabaseClock }

/** Payments and purchases for callers with a key: above its budget they may wait for approval. */
function openApprovals({ time, ...own }: Timed, payments: Payments, purchases: Purchases) {
  const asked = approvals({ ...own, payments, purchases, clock: time })
  const deps = { em: own.em, approvals: asked, clock: time }
  return {
    approvals: asked,
    approvable: {
      payments: paymentsWithApproval(payments, deps),
      purchases: purchasesWithApproval(purchases, deps)
    }
  }
}

/** The exchange that the operator chose; in the sandbox, a simulated one. */
function openExchange({ config, shops, log }: Deps, fetch: Fetch): Rates | undefined {
  const makeBelieve = config.sandbox ? shops['kraken'] : undefined
  const where = { store: config.deposits.btcpay, makeBelieve }
  return openRates(config.rates, where, { fetch, clock, log })
}

/** The sources of deposits. */
function openIncoming(deps: Timed, { chosen, history }: ReturnType<typeof openClients>) {
  const { em, config, node, info } = deps
  const now = deps.time.date
  const { sources, warnings } = openSources(sourceSettings(config.deposits, deps.doors), {
    node,
    network: info.network,
    fetch: chosen.fetch,
    fetchHistory: history.fetch,
    publicUrl: config.publicUrl,
    now
  })
  const isPaused = paused({
    em,
    outboundMsat: deps.outboundMsat,
    sharePermille: BigInt(config.deposits.maxSharePermille)
  })
  return {
    deposits: deposits({ ...deps, sources, isPaused, now }),
    sources,
    sourceWarnings: warnings,
    waiting: waiting(clock),
    bell: bell(em)
  }
}

/** The HTTP clients, each with the guard that fits whoever names the addresses. */
function openClients(config: Config) {
  const services = config.sandbox
    ? { rules: ANY, resolve: bySystem }
    : { rules: PUBLIC, resolve: byNameServers() }
  return {
    named: guardedFetch({ rules: PUBLIC, resolve: byNameServers() }),
    chosen: guardedFetch({ rules: ANY, resolve: bySystem }),
    history: guardedFetch({ rules: ANY, resolve: bySystem, ...HISTORY_LIMITS }),
    rates: guardedFetch({ rules: ANY, resolve: bySystem, ...RATE_LIMITS }),
    lnurl: guardedFetch({ ...services, ...LNURL_LIMITS })
  }
}

export type OpenRooms = Awaited<ReturnType<typeof openRooms>>

const capsOf = (config: Config): Caps => {
  const sum = (max: number | undefined) => (max === undefined ? undefined : msat(max))
  return {
    perRoot: config.inFlightMax,
    rootMsat: sum(config.inFlightMaxMsat),
    gatewayMsat: sum(config.gatewayInFlightMaxMsat)
  }
}

/**
 * A payment that ends notifies the purchase that it paid for, and purchases pay through payments:
 * each needs the other.
 */
function joined(
  deps: Deps,
  lapps: LApps,
  web: Web,
  line: FairQueue
): { paying: Payments; buying: Purchases } {
  const { em, config, info } = deps
  const shared = { ...deps, clock, newId, findClaim: findClaim.bind(undefined, em) }
  const paying = payments({
    ...shared,
    generations: deps.fence.generations,
    closeLayer: deps.fence.closeLayer,
    rows: paymentRows(em),
    nodeId: info.id,
    network: info.network,
    screen: text => readInvoice(text, info.network),
    turns: line,
    web,
    conclude,
    reason: failureReason,
    retryForSeconds: config.sandbox ? 5 : 60,
    tell: payment => {
      if (payment.purchase !== null) buying.paid(payment.purchase)
    }
  })
  const buying: Purchases = purchases({
    ...shared,
    payments: paying,
    rows: purchaseRows(em),
    lapps,
    surchargeOf: surcharges(config)
  })
  return { paying, buying }
}

const nameOf = (lapp: string): string => `LAPP_${lapp.toUpperCase().replaceAll('-', '_')}`

/**
 * @throws {ConfigError} for a surcharge that cannot be parsed: at start-up, not at the first
 * purchase.
 */
function surcharges({ lapps }: Config): (lapp: string) => Surcharge {
  const read = new Map<string, Surcharge>()
  for (const [name, text] of Object.entries(lapps)) {
    if (!name.endsWith('_SURCHARGE')) continue
    const surcharge = readSurcharge(text)
    if (surcharge === undefined) {
      throw new ConfigError(`${name} must be like 1000msat, 5permille or 1000msat+5permille.`)
    }
    read.set(name, surcharge)
  }
  return lapp => read.get(`${nameOf(lapp)}_SURCHARGE`) ?? noSurcharge
}
