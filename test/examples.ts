// The examples do what their page says, each in its few lines.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test, type Test } from 'tap'
import { LNSMS, place } from './e2e/harness/place.ts'
import { composed } from './e2e/harness/composed.ts'
import type { Gateway } from './e2e/harness/asking.ts'
import { until } from './e2e/harness/until.ts'
import { balance, texts } from './e2e/harness/money.ts'
import { ROOT } from './harness/house/root.ts'

function run(t: Test, g: Gateway, key: string, name: string, ...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [join(ROOT, 'examples', name), ...args], {
    env: { PATH: process.env['PATH'], GATEWAY_URL: g.url, GATEWAY_KEY: key, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit']
  })
  t.teardown(() => child.kill())
  return child
}

async function linesOf(child: ChildProcess): Promise<readonly string[]> {
  const lines: string[] = []
  if (child.stdout !== null)
    createInterface({ input: child.stdout }).on('line', line => lines.push(line))
  await once(child, 'close')
  return lines
}

test('each has fewer than forty lines', async t => {
  const files = globSync('examples/*.ts', { cwd: ROOT })
  t.ok(files.length > 1)
  for (const path of files) {
    t.ok(readFileSync(join(ROOT, path), 'utf8').split('\n').length < 40, path)
  }
})

test('the shop hands out what was paid for, and only then', async t => {
  const g = await composed(t, await place(t))
  const before = await balance(g)
  const shop = run(t, g, g.key, 'shop.ts')
  const [said] = (await once(shop.stdout ?? shop, 'data')) as [Buffer]
  const port = /port: (\d+)/.exec(said.toString())?.[1] ?? ''
  const at = `http://127.0.0.1:${port}/orders`
  const made = await fetch(at, { method: 'POST' })
  const { order, pay } = (await made.json()) as { readonly order: string; readonly pay: string }
  const look = async (id = order) => {
    const answer = await fetch(`${at}/${id}`)
    return { status: answer.status, text: await answer.text() }
  }
  t.same(await look(), { status: 402, text: 'This order is pending\n' })
  await g.ask('POST', '/sandbox/wallet/pay', { bolt11: pay })
  const goods = await until(async () => {
    const { status, text } = await look()
    return status === 200 ? text : undefined
  })
  t.match(goods, /42/)
  t.equal((await balance(g)).balance, before.balance + 50_000)
  t.equal((await look('dep_nothing')).status, 404)
  await g.close()
})

test('the buyer buys as long as its budget lasts, and stops', async t => {
  const g = await composed(t, await place(t), LNSMS)
  const made = await g.ask('POST', '/v1/api-keys', {
    name: 'to buy with',
    scopes: ['account:read', 'purchases:write'],
    budget: { amount_msat: 1_500_000, period: 'day' }
  })
  const key = String(made.body['key'])
  const lines = await linesOf(run(t, g, key, 'buyer.ts', '+19876543210', 'one', 'two', 'three'))
  t.match(lines[0], /^one: delivered for \d+ msat$/)
  t.match(lines.at(-1), /: budget_exceeded$/)
  const { body } = await g.ask('GET', `/v1/api-keys/${String(made.body['id'])}`)
  const { used_msat, left_msat } = body['budget'] as Record<string, number>
  t.equal(Number(used_msat) + Number(left_msat), 1_500_000)
  t.equal((await texts(g)).length, lines.length - 1, 'what was refused was not sent')
  await g.close()
})
