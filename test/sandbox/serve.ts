// Sandboxes in a process that goes on without them: an end leaves nothing of one behind.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { test, type Test } from 'tap'
import { askControl } from '../../src/sandbox/ask-control.ts'
import type { Sandbox } from '../../src/sandbox/spawn.ts'
import { sandboxHere } from '../harness/sandbox-here.ts'
import { callNode, shortFolder, untilListed } from './fixtures/node.ts'

type Made = { readonly bolt11: string; readonly payment_hash: string }

const post = ({ controlPath }: Sandbox, path: string, body: object): Promise<unknown> =>
  askControl(controlPath, 'POST', path, body)

const outside = async (sandbox: Sandbox): Promise<Made> =>
  (await post(sandbox, '/wallet/invoice', { amount_msat: 5_000 })) as Made

async function start(t: Test, dir = shortFolder(t)) {
  const sandbox = await sandboxHere({ dir })
  const caller = callNode(sandbox.rpcPath)
  t.teardown(() => caller.socket.destroy())
  t.teardown(async () => sandbox.stop())
  return { ...sandbox, ...caller, dir }
}

test('what is under way ends with it: calls, waits, streams; and another opens its folder', async t => {
  const sandbox = await start(t)
  const outcomes = [
    { is: 'stall', ms: 60_000, then: 'settle' },
    { is: 'slow_router', ms: 60_000 }
  ]
  await post(sandbox, '/node/next-payments', { outcomes })
  const made = await outside(sandbox)
  const held = sandbox.call('xpay', { invstring: made.bolt11 })
  await untilListed(sandbox, made.payment_hash)
  const calls = [
    held,
    sandbox.call('xpay', { invstring: (await outside(sandbox)).bolt11 }),
    sandbox.call('waitanyinvoice'),
    sandbox.call('wait', { subsystem: 'invoices', indexname: 'updated', nextvalue: 99 })
  ]
  const { root, token } = sandbox.telegram
  const polled = fetch(`${root}/bot${token}/getUpdates?timeout=50`)
  const { url, token: password } = sandbox.doors.charge
  const authorization = `Basic ${Buffer.from(`api-token:${password}`).toString('base64')}`
  const stream = await fetch(`${url}/payment-stream`, { headers: { authorization } })
  const streamed = t.rejects(stream.text())
  // In the middle of its way to a row.
  calls.push(sandbox.call('xpay', { invstring: (await outside(sandbox)).bolt11 }))
  t.equal(await sandbox.runs(), true)
  await sandbox.stop()
  t.equal(await sandbox.runs(), false)
  for (const call of calls) t.equal((await call).id, 'closed')
  await Promise.all([streamed, polled.catch(() => undefined)])
  await t.rejects(fetch(url))
  await t.rejects(outside(sandbox), { code: 'node_unavailable' })
  const again = await start(t, sandbox.dir)
  t.same([again.shops, again.telegram], [sandbox.shops, sandbox.telegram])
  const { result } = await again.call('listpays', { payment_hash: made.payment_hash })
  t.match(result, { pays: [{ status: 'pending' }] }, 'as after a kill -9')
})

test('two are two networks, and the end of one is not the end of the other', async t => {
  const [one, other] = [await start(t), await start(t)]
  t.not(one.telegram.token, other.telegram.token)
  await one.stop()
  t.match(await other.call('xpay', { invstring: (await outside(other)).bolt11 }), {
    result: { payment_preimage: /^[0-9a-f]{64}$/ }
  })
})

test('nobody is called back any more', async t => {
  const heard: string[] = []
  const refused = Promise.withResolvers<undefined>()
  const service = createServer((_request, response) => {
    heard.push('called')
    response.writeHead(503).end()
    refused.resolve(undefined)
  }).listen(0, '127.0.0.1')
  t.teardown(() => service.close())
  await once(service, 'listening')
  const callback = `http://127.0.0.1:${(service.address() as AddressInfo).port}/`
  const sandbox = await start(t)
  const sold = await post(sandbox, '/shops/cakes/invoices', { amount_msat: 1_000, callback })
  await sandbox.call('xpay', { invstring: (sold as Made).bolt11 })
  await refused.promise
  await sandbox.stop()
  const before = heard.length
  // It tries again after half a second.
  await sleep(700)
  t.equal(heard.length, before)
})
