// Ending in the middle of things: everything ends within seconds, and goes on at the next start.
import { join } from 'node:path'
import { test } from 'tap'
import { LNSMS, kill, lives, pidsOf, place } from './harness/place.ts'
import { start } from './harness/gateway.ts'
import { until } from './harness/until.ts'
import { balance, buy, ended, faults, invoice, texts } from './harness/money.ts'

test('a payment goes on at the next start; with a long DATA_DIR and a database of one’s own', async t => {
  const here = await place(t)
  const at = { ...here, dir: join(here.dir, 'a-folder-with-quite-a-long-name'.repeat(4)) }
  t.teardown(() => {
    for (const pid of Object.values(pidsOf(at.dir) ?? {})) kill(pid)
  })
  const g = await start(at, LNSMS)
  t.equal(pidsOf(at.dir)?.postgres, null)
  const before = await balance(g)
  await faults(
    g,
    { is: 'stall', ms: 10_000, then: 'settle' },
    { is: 'stall', ms: 10_000, then: 'fail' }
  )
  const paths: string[] = []
  for (const amount of [30_000, 70_000]) {
    const destination = await invoice(g, amount)
    const made = await g.ask('POST', '/v1/payments', { destination }, { wait: 0 })
    t.match(made, { status: 202, body: { status: 'pending' } })
    paths.push(`/v1/payments/${String(made.body['id'])}`)
  }
  // One who waits for the end hears that it is pending, at once.
  const waiting = buy(g, 'in the middle', 60)
  await until(() =>
    texts(g)
      .then(all => all.length > 0 || undefined)
      .catch(() => undefined)
  )
  const { held } = await balance(g)
  t.ok(held >= 100_000)
  g.child.kill('SIGTERM')
  t.equal(await g.ended, 0)
  t.match((await waiting).status, /20[12]/)
  t.notOk(lives(pidsOf(at.dir)?.node))

  const again = await start(at, LNSMS)
  t.equal(again.key, g.key)
  t.match(await ended(again, paths[0] ?? ''), { status: 'succeeded', amount_msat: 30_000 })
  t.match(await ended(again, paths[1] ?? ''), { status: 'failed' })
  const bought = (await waiting).body
  const purchase = await ended(again, `/v1/purchases/${String(bought['id'])}`)
  const after = await balance(again)
  t.equal(after.held, 0)
  const price = Number(purchase['amount_msat']) + Number(purchase['fee_msat'])
  t.equal(before.balance - after.balance, 30_000 + price)
  again.child.kill('SIGTERM')
  t.equal(await again.ended, 0)
})
