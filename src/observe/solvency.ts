// Measures what is owed, what could be sent, what is pending, and what lags. Read at intervals,
// once for all callers.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Clock } from '../core/clock.ts'
import { freshFor } from '../core/fresh.ts'
import { answerWithin } from '../core/with-deadline.ts'
import { query } from '../db/query.ts'
import type { Lightning } from '../lightning/port.ts'

export type Solvency = {
  /** undefined: the database does not answer. */
  readonly books: Books | undefined
  /** undefined: the node does not answer. */
  readonly node: AtNode | undefined
  /** Between what the node received and what was credited; undefined: not compared yet. */
  readonly differenceMsat: bigint | undefined
}

export type Books = {
  /** Balances of users, their holds, and transfers waiting to be claimed. */
  readonly owedMsat: bigint
  readonly held: Unfinished
  readonly sent: Unfinished
  readonly stuck: number
  readonly suspense: number
  /** Deposits that need attention, and credited payments that are gone. */
  readonly doubtful: number
  readonly lost: number
  readonly payIndex: number
  readonly frozen: string | undefined
  /** Between the gateway's clock and the database's, to the second. */
  readonly clockApartSeconds: number
}

export type Unfinished = { readonly count: number; readonly oldestSeconds: number }

export type AtNode = {
  readonly outboundMsat: bigint
  readonly inboundMsat: bigint
  readonly payIndex: number
  /** Channels that can carry something now. */
  readonly usableChannels: number
  readonly syncing: string | undefined
  /** Between our clock and the node's, to the second; undefined: it is the same one. */
  readonly clockApartSeconds: number | undefined
  readonly warnings: readonly string[]
}

export type Deps = {
  readonly em: EntityManager
  readonly node: Pick<Lightning, 'channels' | 'highestPayIndex' | 'info' | 'settings'>
  readonly nodeId: string
  readonly frozen: () => Promise<string | undefined>
  /** The node's settings that an operator should fix. */
  readonly settingsWarnings: (
    settings: Awaited<ReturnType<Lightning['settings']>>
  ) => readonly string[]
  readonly differenceMsat: () => bigint | undefined
  readonly clock: Pick<Clock, 'date' | 'now' | 'sleep'>
}

const FRESH_MS = 5_000
/** A probe is answered even if the database or the node does not answer. */
const PATIENCE_MS = 3_000

export const solvency = (deps: Deps): (() => Promise<Solvency>) =>
  freshFor(FRESH_MS, deps.clock.now, () => ask(deps))

async function ask(deps: Deps): Promise<Solvency> {
  const inTime = <T>(asked: Promise<T>): Promise<T | undefined> =>
    answerWithin(
      deps.clock,
      PATIENCE_MS,
      asked.catch(() => undefined)
    )
  const [books, node] = await Promise.all([inTime(readBooks(deps)), inTime(askNode(deps))])
  return { books, node, differenceMsat: deps.differenceMsat() }
}

type Row = Readonly<
  Record<
    | 'owed'
    | 'held'
    | 'held_age'
    | 'sent'
    | 'sent_age'
    | 'stuck'
    | 'suspense'
    | 'doubtful'
    | 'lost'
    | 'pay_index'
    | 'clock',
    string
  >
>

/** All from small indexes, except the sum of what is owed. */
const BOOKS = `
  select (select coalesce(sum(balance_msat), 0) from account where kind <> 'house')
      + (select coalesce(sum(amount_msat), 0) from transfer where state = 'claimable') as owed,
    count(*) filter (where state = 'held') as held, count(*) filter (where state = 'sent') as sent,
    coalesce(max(extract(epoch from now() - created_at)) filter (where state = 'held'), 0) as held_age,
    coalesce(max(extract(epoch from now() - dispatched_at)) filter (where state = 'sent'), 0) as sent_age,
    count(*) filter (where stuck) as stuck,
    (select count(*) from receipt where state = 'suspense') as suspense,
    (select count(*) from deposit_look where doubt is not null) as doubtful,
    (select count(*) from deposit_payment where state = 'lost') as lost,
    coalesce((select pay_index from deposit_cursor where node_id = ?), 0) as pay_index,
    extract(epoch from clock_timestamp()) as clock
  from payment where state in ('held', 'sent')`

async function readBooks({ em, nodeId, frozen, clock }: Deps): Promise<Books> {
  const [[row], why] = await Promise.all([query<Row>(em, BOOKS, [nodeId]), frozen()])
  return {
    owedMsat: BigInt(row?.owed ?? 0),
    held: { count: Number(row?.held), oldestSeconds: Number(row?.held_age) },
    sent: { count: Number(row?.sent), oldestSeconds: Number(row?.sent_age) },
    stuck: Number(row?.stuck),
    suspense: Number(row?.suspense),
    doubtful: Number(row?.doubtful),
    lost: Number(row?.lost),
    payIndex: Number(row?.pay_index),
    frozen: why,
    clockApartSeconds: secondsFrom(clock, Number(row?.clock))
  }
}

const secondsFrom = (clock: Deps['clock'], seconds: number): number =>
  Math.round(Math.abs(clock.date().getTime() / 1000 - seconds))

async function askNode({ node, settingsWarnings, clock }: Deps): Promise<AtNode> {
  const [channels, payIndex, settings, info] = await Promise.all([
    node.channels(),
    node.highestPayIndex(),
    node.settings(),
    node.info().then(({ syncing, clock: theirs }) => ({
      syncing,
      apart: theirs === undefined ? undefined : secondsFrom(clock, theirs)
    }))
  ])
  const usable = channels.filter(channel => channel.connected && channel.normal)
  return {
    outboundMsat: usable.reduce((sum, channel) => sum + channel.spendableMsat, 0n),
    inboundMsat: usable.reduce((sum, channel) => sum + channel.receivableMsat, 0n),
    payIndex,
    usableChannels: usable.length,
    syncing: info.syncing,
    clockApartSeconds: info.apart,
    warnings: settingsWarnings(settings)
  }
}
