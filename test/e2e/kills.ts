// kill -9 of whatever there is, in the middle of payments and purchases:
// one effect each, sound books, nothing held.
import { setTimeout as sleep } from 'node:timers/promises'
import { t as file, test } from 'tap'
import { LNSMS, kill, pidsOf, newcomer } from './harness/place.ts'
import { start, type Started } from './harness/gateway.ts'
import { until } from './harness/until.ts'
import type { Answer } from './harness/asking.ts'
import { ownProcess } from '../cli/harness/own-process.ts'
import { balance, buy, ended, faults, invoice, texts } from './harness/money.ts'

/** Everybody but the gateway dies under it, and it brings them back by itself. */
const ROUNDS = [['gateway'], ['gateway', 'node', 'postgres'], ['postgres'], ['node']] as const

// A machine that is busy with other tests takes its time.
file.setTimeout(400_000)

test('whatever is killed, and whenever: one effect each and sound books', async t => {
  const at = await newcomer(t)
  let g = await start(at, LNSMS)
  const { balance: funds } = await balance(g)
  const paid: string[] = []
  const bought: string[] = []
  for (const [round, victims] of ROUNDS.entries()) {
    for (const then of ['settle', 'fail'] as const) {
      await faults(g, { is: 'stall', ms: 1_000, then })
      const destination = await invoice(g, 10_000 + round)
      const { body } = await g.ask('POST', '/v1/payments', { destination }, { wait: 0 })
      paid.push(`/v1/payments/${String(body['id'])}`)
    }
    const idem = `round-${round}`
    const buying = buy(g, idem, 0, idem).catch(() => undefined)
    await sleep(50 * round)
    const pids = pidsOf(at.dir)
    for (const victim of victims) kill(pids?.[victim])
    if (victims[0] === 'gateway') {
      await g.ended
      await buying
      g = await start(at, LNSMS)
    } else {
      const [victim] = victims
      if (victim === 'postgres') {
        await until(async () => (await g.ask('GET', '/v1/account')).status === 503 || undefined)
      }
      await until(() => pidsOf(at.dir)?.[victim] !== pids?.[victim] || undefined)
      await buying
      await until(async () => (await g.ask('GET', '/health/ready')).status === 200 || undefined)
    }
    // A claim whose process died is free after its lease; the shop comes back a little later.
    const again = await until(async () => {
      const { status, body } = await buy(g, idem, 30, idem)
      return status < 300 ? body : undefined
    }, 60_000)
    bought.push(`/v1/purchases/${String(again['id'])}`)
  }
  // Which call at the node takes which fault is chance; that it tells the truth is not.
  const payments = await Promise.all(paid.map(path => ended(g, path)))
  const purchases = await Promise.all(bought.map(path => over(g, path)))
  t.strictSame(new Set(payments.map(end => end['status'])), new Set(['succeeded', 'failed']))
  const delivered = purchases.filter(end => end['status'] === 'delivered')
  t.strictSame(
    (await texts(g)).toSorted(),
    delivered.map(end => (end['input'] as { readonly text: string }).text).toSorted()
  )
  const spent = [...payments.filter(end => end['status'] === 'succeeded'), ...delivered]
    .map(end => Number(end['amount_msat']) + Number(end['fee_msat']))
    .reduce((sum, one) => sum + one)
  t.strictSame(await balance(g), { balance: funds - spent, held: 0 })
  t.match(await ownProcess(['audit'], { DATA_DIR: at.dir }), { code: 0 })
  g.child.kill('SIGTERM')
  t.equal(await g.ended, 0)
})

const over = (g: Started, path: string): Promise<Answer['body']> =>
  until(async () => {
    const { body } = await g.ask('GET', path)
    return ['delivered', 'failed'].includes(String(body['status'])) ? body : undefined
  }, 60_000)
