// Each alarm has one name: in the table, in the rules for Prometheus, in what the operator reads.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'tap'
import { warningIn } from '../../src/web/operator/warnings.ts'
import { ALARMS, warningsOf } from '../../src/observe/alarms.ts'
import type { Solvency } from '../../src/observe/solvency.ts'

const RULES = join(import.meta.dirname, '../../deploy/alerts.yml')
const UNFINISHED = { count: 0, oldestSeconds: 0 }
const WELL: Solvency = {
  books: {
    owedMsat: 100n,
    held: UNFINISHED,
    sent: UNFINISHED,
    stuck: 0,
    suspense: 0,
    doubtful: 0,
    lost: 0,
    payIndex: 7,
    frozen: undefined,
    clockApartSeconds: 30
  },
  node: {
    outboundMsat: 100n,
    inboundMsat: 0n,
    payIndex: 7,
    usableChannels: 1,
    syncing: undefined,
    clockApartSeconds: 30,
    warnings: []
  },
  differenceMsat: 0n
}
const ill: Readonly<Record<string, Solvency>> = {
  OutgoingFrozen: books({ frozen: 'a drill' }),
  DepositsDiffer: { ...WELL, differenceMsat: -3n },
  PaymentsStuck: books({ stuck: 2 }),
  DepositsLost: books({ lost: 1 }),
  DepositsDoubtful: books({ doubtful: 1 }),
  SuspenseWaits: books({ suspense: 4 }),
  DepositsBehind: books({ payIndex: 6 }),
  LiquidityShort: books({ owedMsat: 101n }),
  ClocksApart: books({ clockApartSeconds: 31 }),
  NodeClockApart: node({ clockApartSeconds: 31 }),
  NodeSyncing: node({ syncing: 'Still loading latest blocks from bitcoind.' }),
  NodeWithoutChannels: node({ usableChannels: 0 })
}

function books(change: Partial<NonNullable<Solvency['books']>>): Solvency {
  return { ...WELL, books: WELL.books && { ...WELL.books, ...change } }
}

function node(change: Partial<NonNullable<Solvency['node']>>): Solvency {
  return { ...WELL, node: WELL.node && { ...WELL.node, ...change } }
}

test('the table and the rules for Prometheus have the same alarms, on the same metrics', async t => {
  const text = await readFile(RULES, 'utf8')
  const rules = text.split('- alert: ').slice(1)
  const named = rules.map(rule => rule.split('\n')[0] ?? '')
  t.same(
    named.filter(name => name !== 'GatewayAway').toSorted(),
    ALARMS.map(a => a.name).toSorted()
  )
  for (const { name, metric, lastsMs } of ALARMS) {
    const rule = rules[named.indexOf(name)] ?? ''
    t.match(/expr: (.*)/.exec(rule)?.[1], metric, name)
    const [, count = '', unit = ''] = /for: (\d+)([mh])/.exec(rule) ?? []
    t.equal(Number(count) * (unit === 'h' ? 3_600_000 : 60_000), lastsMs, name)
  }
})

test('each says its one sentence in /health/ready, and nothing while all is well', t => {
  t.same(warningsOf(WELL), [])
  for (const [name, stand] of Object.entries(ill)) {
    const own = ALARMS.find(alarm => alarm.name === name)
    t.same(warningsOf(stand), [own?.says({ missing: [], stand })], name)
  }
  t.end()
})

test('one is told of as one, several as several', t => {
  const said = (change: Partial<NonNullable<Solvency['books']>>) =>
    warningsOf(books(change))[0] ?? ''
  const counts = ['stuck', 'lost', 'doubtful', 'suspense'] as const
  for (const name of counts) {
    t.match(said({ [name]: 1 }), /^1 (payment|deposit|receipt) (hangs|that was|needs|waits) /, name)
    t.match(said({ [name]: 2 }), /^2 (payment|deposit|receipt)s (hang|that were|need|wait) /, name)
  }
  t.match(said({ payIndex: 6 }), /^1 payment was received by the node and is not/)
  t.match(said({ payIndex: 5 }), /^2 payments were received by the node and are not/)
  for (const text of [...counts.map(name => said({ [name]: 1 })), said({ payIndex: 6 })])
    t.match(warningIn('de', text), /^1 (gutgeschriebene )?(Zahlung|Einzahlung|Eingang) /, text)
  t.end()
})

test('what is not reached is an alarm, the database with its trouble one of its own', t => {
  const missing = ['the Lightning node', 'the database (the disk is full)']
  const said = ALARMS.flatMap(({ name, says }) => {
    const text = says({ missing, stand: WELL })
    return text === undefined ? [] : [[name, text]]
  })
  t.same(said, [
    ['GatewayCannotReach', 'the gateway does not reach the Lightning node'],
    ['DatabaseTakesNothing', 'the gateway does not reach the database (the disk is full)']
  ])
  t.end()
})
