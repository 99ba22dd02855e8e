// An Electrum daemon's history, as the versions in use write it: since 4.6 a list with whole sats;
// before, an object with decimals like `1.` and `0.`. Both were recorded from real daemons, with a
// server of one's own behind them; and an answer that has neither is no proof that nothing came.
import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { newId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { SourceRefused, type Asked, type Sighting } from '../../src/deposit/source.ts'
import { asking } from '../../src/deposit/sources/ask.ts'
import { electrumWire } from '../../src/deposit/sources/electrum-wire.ts'
import { electrum } from '../../src/deposit/sources/electrum.ts'

const RECORDED = JSON.parse(
  readFileSync(new URL('../deposit/fixtures/electrum-history.json', import.meta.url), 'utf8')
) as Readonly<Record<string, unknown>>

/** Beside an output of no amount, a whole bitcoin, and one that is in no block yet. */
const PAID = [
  ['bcrt1q2eqna4r05lnk5ttxjykztq5e3zyrfwnf2ur5de', 50_000_000n, 'settled'],
  ['bcrt1qq3d5czc2xp59mm5lgyuvskgsl3rjf68vefekap', 100_000_000_000n, 'settled'],
  ['bcrt1q8h092ksk2hms35eyqa3zkvhkhc2fj6ny46v00g', 7_000_000n, 'pending']
] as const

const source = (history: unknown) =>
  electrum({
    wire: electrumWire(async (_method, _path, body) => {
      const { method } = body as { method: string }
      return { status: 200, body: { result: method === 'onchain_history' ? history : true } }
    }),
    minMsat: msat(1_000),
    confirmations: 3,
    notice: '',
    now: () => new Date()
  })

const asked = (invoice: string): Asked => ({
  deposit: newId(),
  invoice,
  stirred: true,
  timeOver: false
})

const paymentsOf = (seen: Sighting | Error | undefined) =>
  seen === undefined || seen instanceof Error ? undefined : seen.payments

for (const [version, history] of Object.entries(RECORDED))
  test(`every payment is found in what Electrum ${version} writes`, async t => {
    const seen = await source(history).polled.sight(PAID.map(([address]) => asked(address)))
    for (const [address, amountMsat, state] of PAID)
      t.match(paymentsOf(seen.get(address)), [{ amountMsat, state }], address)
  })

test('an answer without a list of transactions says nothing', async t => {
  const [[address]] = PAID
  for (const odd of [null, true, 'under maintenance', {}, { transactions: null }])
    await t.rejects(source(odd).polled.sight([asked(address)]), SourceRefused, JSON.stringify(odd))
})

test('an output that cannot be read keeps back its own address only', async t => {
  const output = (address: string, value: unknown) => ({ address, value_sat: value })
  const one = (txid: string, outputs: readonly object[]) => ({
    txid,
    height: 7,
    confirmations: 9,
    outputs
  })
  const history = [
    one('aa', [output('a', 1_000), output('SCRIPT 6a', null)]),
    one('bb', [output('b', 'many')]),
    one('cc', [output('c', 2_000), output('c', 1e30)])
  ]
  const seen = await source(history).polled.sight(['a', 'b', 'c', 'd'].map(asked))
  t.match(paymentsOf(seen.get('a')), [{ payment: 'aa:0', amountMsat: 1_000_000n }])
  t.same(paymentsOf(seen.get('d')), [])
  for (const address of ['b', 'c']) t.type(seen.get(address), SourceRefused)
})

test('a daemon that was restarted is told to load its wallet', async t => {
  const asked: string[] = []
  const wire = electrumWire(async (_method, _path, body) => {
    const { method } = body as { method: string }
    asked.push(method)
    if (asked.includes('load_wallet')) return { status: 200, body: { result: 5 } }
    return { status: 200, body: { error: { code: 1, message: 'wallet not loaded' } } }
  })
  await wire.widenGap()
  t.same(asked, ['getminacceptablegap', 'load_wallet', 'getminacceptablegap'])
})

test('one that cannot load it is asked no second time', async t => {
  let asked = 0
  const wire = electrumWire(async () => {
    asked++
    return { status: 200, body: { error: { code: 1, message: 'wallet not loaded' } } }
  })
  await t.rejects(wire.widenGap(), SourceRefused)
  t.equal(asked, 2)
})

test('an address that was paid before is shown to nobody', async t => {
  const given = ['paid long ago', 'paid as well', 'new']
  let at = -1
  const wire = electrumWire(async (_method, _path, body) => {
    const { method, params } = body as { method: string; params: { address?: string } }
    const results: Readonly<Record<string, () => unknown>> = {
      createnewaddress: () => given[++at],
      getaddresshistory: () => (params.address === 'new' ? [] : [{ tx_hash: 'aa', height: 7 }]),
      getminacceptablegap: () => 2
    }
    return { status: 200, body: { result: results[method]?.() ?? true } }
  })
  const { open } = electrum({
    wire,
    minMsat: msat(1_000),
    confirmations: 3,
    notice: '',
    now: () => new Date()
  })
  const wish = { deposit: newId(), description: '', expirySeconds: 60, again: false }
  t.match(await open({ ...wish, amountMsat: undefined }), { address: 'new' })
})

test('where a proxy does not know the question, the next address is shown', async t => {
  const wireTo = (status: number, body: string) =>
    electrumWire(asking(async () => new Response(body, { status }), 'http://electrum', {}))
  const unknown = JSON.stringify({ error: { code: -32_601, message: 'Method not found' } })
  t.equal(await wireTo(200, unknown).wasPaid('bc1q'), false)
  t.equal(await wireTo(500, 'Invalid Request').wasPaid('bc1q'), false, 'as Electrum says it')
  const refused = JSON.stringify({ error: { code: 1, message: 'not connected' } })
  await t.rejects(wireTo(200, refused).wasPaid('bc1q'), SourceRefused)
  await t.rejects(wireTo(502, 'Bad Gateway').wasPaid('bc1q'), { name: 'SourceAway' })
})
