// The alarms for operators: each has its name in `deploy/alerts.yml`, the metric that measures it
// and the sentence of `/health/ready`.
import type { Solvency } from './solvency.ts'

export type Alarm = {
  /** The name of the Prometheus rule. */
  readonly name: string
  /** The metric of `/metrics` that the rule reads. */
  readonly metric: string
  /** How long it must last before anybody is notified: brief trouble wakes nobody. */
  readonly lastsMs: number
  /** undefined while all is well. Never about a single person. */
  readonly says: (seen: Seen) => string | undefined
}

export type Seen = {
  /** Services that the gateway needs and cannot reach. */
  readonly missing: readonly string[]
  readonly stand: Solvency
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** Far more than the database or the node may take to answer. */
const CLOCK_APART_SECONDS = 30
const TROUBLE = 'the database ('

/** `GatewayAway` is missing here: only somebody outside can tell that nobody answers. */
export const ALARMS: readonly Alarm[] = [
  {
    name: 'GatewayCannotReach',
    metric: 'lapp_up',
    lastsMs: MINUTE_MS,
    says: ({ missing }) => unreached(missing.filter(one => !one.startsWith(TROUBLE)))
  },
  {
    name: 'DatabaseTakesNothing',
    metric: 'lapp_database_troubles_total',
    lastsMs: MINUTE_MS,
    says: ({ missing }) => unreached(missing.filter(one => one.startsWith(TROUBLE)))
  },
  {
    name: 'NodeSyncing',
    metric: 'lapp_node_syncing',
    lastsMs: 10 * MINUTE_MS,
    says: ({ stand: { node } }) =>
      node?.syncing === undefined ? undefined : `the node lags behind the chain: ${node.syncing}`
  },
  {
    name: 'NodeWithoutChannels',
    metric: 'lapp_node_channels',
    lastsMs: 10 * MINUTE_MS,
    says: ({ stand: { node } }) =>
      node?.usableChannels === 0
        ? 'the node has no channel that is up: nothing can be paid or received'
        : undefined
  },
  {
    name: 'ClocksApart',
    metric: 'lapp_clock_apart_seconds',
    lastsMs: 5 * MINUTE_MS,
    says: ({ stand: { books } }) => apart('the database', books?.clockApartSeconds)
  },
  {
    name: 'NodeClockApart',
    metric: 'lapp_node_clock_apart_seconds',
    lastsMs: 5 * MINUTE_MS,
    says: ({ stand: { node } }) => apart('the node', node?.clockApartSeconds)
  },
  {
    name: 'OutgoingFrozen',
    metric: 'lapp_frozen',
    lastsMs: HOUR_MS,
    says: ({ stand: { books } }) => books?.frozen
  },
  {
    name: 'DepositsDiffer',
    metric: 'lapp_deposits_difference_msat',
    lastsMs: 5 * MINUTE_MS,
    says: ({ stand: { differenceMsat = 0n } }) =>
      differenceMsat === 0n
        ? undefined
        : `what the node received and what was credited differ by ${differenceMsat} msat: ` +
          'the log says where; nothing is mended by itself'
  },
  {
    name: 'PaymentsStuck',
    metric: 'lapp_payments_stuck',
    lastsMs: 10 * MINUTE_MS,
    says: ({ stand: { books } }) =>
      counted(
        books?.stuck,
        'payment hangs for more than ten minutes: see payment list --stuck',
        'payments hang for more than ten minutes: see payment list --stuck'
      )
  },
  {
    name: 'DepositsLost',
    metric: 'lapp_deposits_lost',
    lastsMs: MINUTE_MS,
    says: ({ stand: { books } }) =>
      counted(
        books?.lost,
        'payment that was credited is gone from its chain: the house bears it',
        'payments that were credited are gone from their chain: the house bears them'
      )
  },
  {
    name: 'DepositsDoubtful',
    metric: 'lapp_deposits_doubtful',
    lastsMs: 10 * MINUTE_MS,
    says: ({ stand: { books } }) =>
      counted(
        books?.doubtful,
        'deposit needs an operator’s look: the log says why',
        'deposits need an operator’s look: the log says why'
      )
  },
  {
    name: 'SuspenseWaits',
    metric: 'lapp_suspense_receipts',
    lastsMs: HOUR_MS,
    says: ({ stand: { books } }) =>
      counted(
        books?.suspense,
        'receipt waits for an owner: see suspense list',
        'receipts wait for an owner: see suspense list'
      )
  },
  {
    name: 'DepositsBehind',
    metric: 'lapp_deposits_behind',
    lastsMs: 10 * MINUTE_MS,
    says: ({ stand: { books, node } }) =>
      counted(
        books && node && node.payIndex - books.payIndex,
        'payment was received by the node and is not read yet',
        'payments were received by the node and are not read yet'
      )
  },
  {
    name: 'LiquidityShort',
    metric: 'lapp_node_liquidity_msat',
    lastsMs: HOUR_MS,
    says: ({ stand: { books, node } }) =>
      books && node && node.outboundMsat < books.owedMsat
        ? `the channels can send ${node.outboundMsat} msat and users are owed ${books.owedMsat}: ` +
          'not all of them could pay it out at once'
        : undefined
  }
]

const unreached = (missing: readonly string[]): string | undefined =>
  missing.length === 0 ? undefined : `the gateway does not reach ${missing.join(' and ')}`

const apart = (whose: string, seconds = 0): string | undefined =>
  seconds > CLOCK_APART_SECONDS
    ? `the clocks of the gateway and of ${whose} are ${seconds} s apart: ` +
      'set both by NTP, since invoices expire by them'
    : undefined

const counted = (count = 0, one: string, many: string): string | undefined =>
  count > 0 ? `${count} ${count === 1 ? one : many}` : undefined

/** What an operator should look at; no request is refused because of it. */
export const warningsOf = (stand: Solvency): readonly string[] => [
  ...(stand.node?.warnings ?? []),
  ...ALARMS.flatMap(({ says }) => says({ missing: [], stand }) ?? [])
]
