// Three processes look for the same money, and each hears of it twenty times, out of order: what
// was paid by any of the four sources is credited once, to the msat.
import pg from 'pg'
import { t as file, test } from 'tap'
import { kill, newcomer, pidsOf } from '../e2e/harness/place.ts'
import { until } from '../e2e/harness/until.ts'
import { cli } from '../e2e/harness/cli.ts'
import { createDatabase } from '../harness/database.ts'
import { METHODS, open, saver, type Wished } from './harness/deposits.ts'
import { noticesOf, shuffled, tell } from './harness/notices.ts'
import { OTHERS, three, type Three } from './harness/three.ts'

// A machine that is busy with other tests takes its time.
file.setTimeout(400_000)

/** Of each source: every gateway opens one of those that are paid, and one is not paid. */
const PAID = 3
const TIMES = 20

/** Everything that could be said of all of them, to every gateway in an order of its own. */
async function tellAll(on: Three, all: readonly Wished[], time: number): Promise<Set<number>> {
  const notices = all.flatMap(({ method, invoice }) => noticesOf(on.doors, method, invoice, time))
  const answers = on.all.map(async ({ url }) =>
    Promise.all(shuffled(notices, `${time} ${url}`).map(notice => tell(url, notice)))
  )
  return new Set((await Promise.all(answers)).flat())
}

const sum = (all: Iterable<number>): number => [...all].reduce((total, one) => total + one, 0)

/** Pays while everybody is told; the payments to each, in msat. */
async function payWhileTold(on: Three, all: readonly Wished[], paid: readonly Wished[]) {
  const answers = new Set(await tellAll(on, all, 0))
  const payments = new Map<string, readonly number[]>()
  for (let time = 1; time <= PAID + TIMES; time++) {
    const now = paid.filter((_, n) => n % PAID === time - 1)
    const pays = now.toReversed().map(async one => payments.set(one.id, await one.pay()))
    const [said] = await Promise.all([tellAll(on, all, time), ...pays])
    for (const status of said) answers.add(status)
  }
  return { answers, payments }
}

/** Of those that were opened here: a newcomer has a deposit of its own. */
async function credits(
  database: pg.Client,
  all: readonly Wished[]
): Promise<ReadonlyMap<string, readonly number[]>> {
  const { rows } = await database.query<{ subject: string; amount: string }>(
    `select subject, amount_msat as amount from entry
     where kind = 'deposit' and subject = any($1) order by id`,
    [all.map(({ id }) => id)]
  )
  const by = Map.groupBy(rows, row => row.subject)
  return new Map([...by].map(([id, of]) => [id, of.map(({ amount }) => Number(amount))]))
}

test('three gateways, four sources: what all of them hear of is credited once', async t => {
  const at = await newcomer(t)
  const url = await createDatabase(t)
  for (const name of OTHERS) t.teardown(() => kill(pidsOf(`${at.dir}/${name}`)?.gateway))
  const on = await three(at, url)
  const database = new pg.Client(url)
  await database.connect()
  database.on('error', () => undefined)
  t.teardown(() => database.end())
  const [first] = on.all

  const all: Wished[] = []
  for (const method of METHODS) {
    const owner = await saver(first, method)
    for (let n = 0; n <= PAID; n++) {
      const by = on.all[n % on.all.length] ?? first
      all.push(await open(database, by, first, { method, owner, n }))
    }
  }
  const paid = all.filter((_, n) => n % (PAID + 1) < PAID)
  const { answers, payments } = await payWhileTold(on, all, paid)
  t.strictSame([...answers], [204], 'every gateway takes every notice')

  const count = sum([...payments.values()].map(of => of.length))
  const hasAll = async (): Promise<boolean> =>
    [...(await credits(database, all)).values()].flat().length >= count
  await until(async () => ((await hasAll()) ? true : undefined), 120_000)
  t.strictSame([...(await tellAll(on, all, TIMES * 2))], [204])
  for (const one of paid) {
    for (const { ask } of on.all) {
      const { body } = await ask('GET', `/v1/deposits/${one.shown}`, undefined, one.owner)
      t.match(body, { status: 'settled', received_msat: sum(payments.get(one.id) ?? []) })
    }
  }
  for (const { owner } of all.filter((_, n) => n % (PAID + 1) === 0)) {
    const mine = paid.filter(one => one.owner === owner).map(({ id }) => payments.get(id) ?? [])
    const { body } = await first.ask('GET', '/v1/account', undefined, owner)
    t.equal(body['balance_msat'], sum(mine.flat()), 'a balance is what was paid, to the msat')
  }
  await on.end()
  const booked = await credits(database, all)
  t.equal(booked.size, paid.length, 'nothing of what was only said')
  for (const { id, method } of paid) {
    const inOrder = (of: readonly number[] = []): number[] => of.toSorted((a, b) => a - b)
    const each = `${method}: each payment once`
    t.strictSame(inOrder(booked.get(id)), inOrder(payments.get(id)), each)
  }
  t.match(await cli({ dir: at.dir, env: { DATABASE_URL: url } }, 'audit'), { code: 0 })
})
