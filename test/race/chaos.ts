// PostgreSQL says no in every way that it has, to whole gateways under load: deadlocks, cancelled
// statements, what cannot be serialized, COMMITs without an answer. Sums are exact, keys stay true.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { t as file, test, type Test } from 'tap'
import { heldAccountOf, newId, parse } from '../../src/core/ids.ts'
import { unixSocket } from '../../src/lightning/socket.ts'
import { kill, pidsOf, newcomer, told } from '../e2e/harness/place.ts'
import type { Answer } from '../e2e/harness/asking.ts'
import { cli } from '../e2e/harness/cli.ts'
import { faults } from '../e2e/harness/money.ts'
import { createDatabase } from '../harness/database.ts'
import { proxy, type Cut } from '../ledger/harness/proxy.ts'
import { pair, tally, type Pair, type Person } from './harness/pair.ts'
import { trouble } from './harness/trouble.ts'

// A machine that is busy with other tests takes its time.
file.setTimeout(400_000)

/** Its own setting is stricter than it has to be: under this one PostgreSQL answers 40001. */
const SERIALIZABLE = { from: `'read committed'`, to: `'serializable'  ` }
const CUTS: readonly Cut[] = (['after', 'before'] as const).flatMap(when => [
  { when, sees: 'commit\0' },
  { when, sees: 'insert into batch' }
])

type Wish = { readonly path: string; readonly body: object; readonly idem: string }

const wishTo = (path: string, body: object): Wish => ({ path, body, idem: randomUUID() })

/** As a caller does: the same key again until there is an answer that is one. */
async function persist(of: Pair, n: number, { path, body, idem }: Wish, key: string) {
  for (;;) {
    const how = { key, idem, wait: 60 }
    const answer = await of.ask(n, 'POST', path, body, how).catch(() => undefined)
    const isOne = answer !== undefined && answer.status < 500
    if (isOne && answer.body['code'] !== 'idempotency_key_in_use') return answer
    await sleep(50)
  }
}

const spent = (answers: readonly Answer[]): number =>
  answers
    .filter(({ status }) => status === 201)
    .flatMap(({ body }) => ['amount_msat', 'fee_msat', 'surcharge_msat'].map(f => body[f]))
    .reduce((sum: number, one) => sum + Number(one ?? 0), 0)

async function storm(of: Pair, friend: Person): Promise<readonly Wish[]> {
  const invoices = await of.invoices(30, 9_000)
  return Array.from({ length: 90 }, (_, n) => {
    if (n % 3 === 0) return wishTo('/v1/transfers', { to: friend.id, amount_msat: 7_000 + n })
    if (n % 9 === 1)
      return wishTo('/v1/lapps/lnsms/purchases', {
        input: { number: '+19876543210', text: `${n}` }
      })
    if (n % 3 === 1)
      return wishTo('/v1/payments', { destination: invoices[(n - 1) / 3], max_fee_msat: 0 })
    return wishTo('/v1/transfers', { to: friend.id, amount_msat: n })
  })
}

test('whatever PostgreSQL refuses, the gateways answer right and book once', async t => {
  const at = await newcomer(t)
  const url = await createDatabase(t)
  const wire = await proxy(t, url, SERIALIZABLE)
  const rival = await trouble(t, url)
  const of = await pair(at, { DATABASE_URL: url }, async () => wire.url)
  t.teardown(() => kill(pidsOf(`${at.dir}/second`)?.gateway))
  const said = (): string => of.both.map(one => one.said()).join('\n')
  const spender = await of.person()
  const friend = await of.person()

  await deadlocks(t, of, spender, friend, rival)
  t.equal(met(said())['40P01'], 2, 'they were deadlocks')
  const changing = `update account set name = name where id = '${parse('acc', spender.id) ?? ''}'`
  const sent = await rival.conflict(changing, async () =>
    persist(of, 1, wishTo('/v1/transfers', { to: friend.id, amount_msat: 1_000 }), spender.key)
  )
  t.equal(sent.status, 201)
  t.equal((await of.balance(spender)).balance, 89_000, 'what could not be serialized is made once')

  const held = await rival.cancel(changing, async () =>
    persist(of, 0, wishTo('/v1/transfers', { to: friend.id, amount_msat: 1_000 }), spender.key)
  )
  t.equal(held.status, 201)
  t.equal((await of.balance(spender)).balance, 88_000, 'what was cancelled is made once')

  await of.give(spender, 50_000_000)
  const before = await of.balance(spender)
  const wishes = await storm(of, friend)
  wire.cut(...CUTS)
  const stop = rival.cancelling()
  const answers = await Promise.all(wishes.map((wish, n) => persist(of, n, wish, spender.key)))
  const cancelled = await stop()
  t.strictSame(tally(answers), { 201: wishes.length })
  t.equal(before.balance - (await of.balance(spender)).balance, spent(answers), 'to the msat')

  // The other gateway is asked with the same keys.
  const again = await Promise.all(wishes.map((wish, n) => persist(of, n + 1, wish, spender.key)))
  t.strictSame(again.map(idOf), answers.map(idOf), 'one key, one resource')
  t.equal(before.balance - (await of.balance(spender)).balance, spent(answers), 'and nothing more')

  t.equal(wire.left(), 0, 'every connection that was to break did')
  t.match(said(), /COMMIT without an answer was looked up/)
  for (const state of ['40P01', '40001', '57014']) t.match(said(), `"sqlState":"${state}"`)
  t.comment(JSON.stringify({ cancelled, ...met(said()) }))
  t.strictSame(await calls(at.dir), [], 'no payment was called twice')
  await of.end()
  t.match(await cli({ dir: at.dir, env: { DATABASE_URL: url } }, 'audit'), { code: 0 })
})

const idOf = ({ status, body }: Answer) => ({ status, id: body['id'] })

/** How often each SQLSTATE came to a committer. */
const met = (said: string): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...Map.groupBy(said.matchAll(/"sqlState":"(\w+)"/g), ([, state]) => state ?? '')].map(
      ([state, all]) => [state, all.length]
    )
  )

/** Once at a transfer, between two balances, and once at the end of a payment. */
async function deadlocks(
  t: Test,
  of: Pair,
  spender: Person,
  friend: Person,
  rival: Awaited<ReturnType<typeof trouble>>
): Promise<void> {
  await of.give(spender, 100_000)
  const lock = (table: string, id: string): string =>
    `select from ${table} where id = '${id}' for update`
  const [low = '', high = ''] = [spender, friend].map(one => parse('acc', one.id) ?? '').toSorted()
  const sent = await rival.deadlock(lock('account', high), lock('account', low), async () =>
    persist(of, 0, wishTo('/v1/transfers', { to: friend.id, amount_msat: 1_000 }), spender.key)
  )
  t.equal(sent.status, 201)
  t.equal((await of.balance(spender)).balance, 99_000, 'a transfer in a deadlock is made once')

  const [first] = of.both
  await faults(first, { is: 'stall', ms: 1_500, then: 'settle' })
  const [destination = ''] = await of.invoices(1, 9_000)
  const wish = wishTo('/v1/payments', { destination, max_fee_msat: 0 })
  const opened = await of.ask(0, 'POST', wish.path, wish.body, {
    key: spender.key,
    idem: wish.idem,
    wait: 0
  })
  const id = parse('pay', String(opened.body['id'])) ?? ''
  await rival.sees(`select from payment where id = '${id}' and state = 'sent'`)
  const paid = await rival.deadlock(
    lock('payment', id),
    lock('account', heldAccountOf(parse('acc', spender.id) ?? newId())),
    async () => persist(of, 0, wish, spender.key)
  )
  t.match(paid, { status: 201, body: { status: 'succeeded', id: opened.body['id'] } })
  t.equal((await of.balance(spender)).balance, 90_000, 'and so is a payment')
}

/** The labels under which the node was called more than once. */
async function calls(dir: string): Promise<readonly string[]> {
  const node = unixSocket(told(dir)?.lightning_rpc ?? '')
  const answer = await node.call('listsendpays', {}, { timeoutMs: 30_000 })
  await node.close()
  const { payments } = (answer.is === 'result' ? answer.result : {}) as {
    readonly payments: readonly { readonly label?: string }[]
  }
  const labels = payments.map(({ label }) => label ?? '').filter(label => label !== '')
  return labels.filter((label, n) => labels.indexOf(label) !== n)
}
