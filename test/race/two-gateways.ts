// Two gateways on one database and node, asked at the same
// time: sums exact, and whoever loses hears the right thing.
import { t as file, test } from 'tap'
import { kill, pidsOf, newcomer } from '../e2e/harness/place.ts'
import { until } from '../e2e/harness/until.ts'
import type { Answer } from '../e2e/harness/asking.ts'
import { cli } from '../e2e/harness/cli.ts'
import { createDatabase } from '../harness/database.ts'
import { proxy, type Cut } from '../ledger/harness/proxy.ts'
import { spendBudget } from './harness/budget.ts'
import { pair, tally } from './harness/pair.ts'
import { rounds } from './harness/rounds.ts'

const many = <T>(count: number, ask: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => ask(n)))

const sumOf = (answers: readonly Answer[]): number =>
  answers
    .filter(({ status }) => status < 300)
    .map(({ body }) => ['amount_msat', 'fee_msat', 'surcharge_msat'].map(f => Number(body[f] ?? 0)))
    .flat()
    .reduce((sum, one) => sum + one, 0)

const CUTS: readonly Cut[] = [
  { when: 'after', sees: 'commit\0' },
  { when: 'before', sees: 'commit\0' },
  { when: 'before', sees: 'insert into batch' }
]

// A machine that is busy with other tests takes its time.
file.setTimeout(400_000)

test('two gateways on one database and one node', async t => {
  const at = await newcomer(t)
  const url = await createDatabase(t)
  const wire = await proxy(t, url)
  const of = await pair(at, { DATABASE_URL: url }, async () => wire.url)
  t.teardown(() => kill(pidsOf(`${at.dir}/second`)?.gateway))

  t.same(await rounds(of, 2), [], 'of 200 on a balance for ten, ten are paid')

  const mixer = await of.person()
  const friend = await of.person()
  await of.give(mixer, 100_000)
  const how = { key: mixer.key, wait: 60 }
  const invoices = await of.invoices(20, 9_000)
  wire.cut(...CUTS)
  const mixed = await many(60, async n => {
    if (n % 3 === 0)
      return of.ask(n, 'POST', '/v1/transfers', { to: friend.id, amount_msat: 7_000 }, how)
    const destination = invoices[Math.floor(n / 3)]
    if (n % 3 === 1) return of.ask(n, 'POST', '/v1/payments', { destination, max_fee_msat: 0 }, how)
    const input = { number: '+19876543210', text: `${n}` }
    return of.ask(n, 'POST', '/v1/lapps/lnsms/purchases', { input }, how)
  })
  const got = tally(mixed)
  t.strictSame(Object.keys(got), ['201', '402'], JSON.stringify(got))
  t.equal((await of.balance(mixer)).balance, 100_000 - sumOf(mixed), 'mixed kinds: exact')
  t.equal(wire.left(), 0, 'with connections that broke around COMMIT')

  await of.give(mixer, 100_000)
  const before = await of.balance(mixer)
  const [once = ''] = await of.invoices(1, 20_000)
  const same = await many(40, n =>
    of.ask(n, 'POST', '/v1/payments', { destination: once }, { ...how, idem: 'one' })
  )
  const made = same.filter(({ status }) => status < 300)
  t.equal(new Set(made.map(({ body }) => body['id'])).size, 1, 'one key: one payment')
  for (const { status } of same) t.match(String(status), /^(201|409)$/)
  t.equal(before.balance - (await of.balance(mixer)).balance, sumOf(made.slice(0, 1)))

  const payers = await many(6, () => of.person())
  for (const payer of payers) await of.give(payer, 50_000)
  const [wanted = ''] = await of.invoices(1, 20_000)
  const fought = await many(24, n =>
    of.ask(
      n,
      'POST',
      '/v1/payments',
      { destination: wanted },
      {
        key: payers[n % 6]?.key ?? '',
        wait: 60
      }
    )
  )
  t.strictSame(tally(fought), { 201: 1, 409: 23 }, 'one invoice: one payer')
  for (const { status, body } of fought)
    if (status === 409) t.match(body['code'], /^(being_paid|already_paid)$/)
  const left = await Promise.all(payers.map(payer => of.balance(payer)))
  t.equal(
    left.reduce((sum, { balance }) => sum + balance, 0),
    300_000 - sumOf(fought)
  )

  const saver = await of.person()
  const wishes = await many(10, n =>
    of.ask(n, 'POST', '/v1/deposits', { amount_msat: 1_000 + n }, { key: saver.key })
  )
  await many(30, n =>
    of.both[0].ask('POST', '/sandbox/wallet/pay', { bolt11: wishes[n % 10]?.body['bolt11'] })
  )
  const want = 10_045
  await until(async () => (await of.balance(saver)).balance >= want || undefined)
  t.equal((await of.balance(saver)).balance, want, 'deposits: each credited once')

  await t.test('five hundred payments at once spend a budget to its last msat', async t =>
    spendBudget(t, of)
  )

  await of.end()
  t.match(await cli({ dir: at.dir, env: { DATABASE_URL: url } }, 'audit'), { code: 0 })
})
