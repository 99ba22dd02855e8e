// The process of its own: found again by a later gateway, and nothing of it lost by kill -9.
import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { t as file, test, type Test } from 'tap'
import { askControl } from '../../src/sandbox/ask-control.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/spawn.ts'
import { callNode, shortFolder, untilListed, type Caller, type Reply } from './fixtures/node.ts'

// Side by side: each has a network of its own, and most of the time one waits.
file.jobs = 4

async function start(t: Test, dir: string): Promise<Sandbox & Caller> {
  const sandbox = await startSandbox({ dir })
  const caller = callNode(sandbox.rpcPath)
  t.teardown(async () => {
    caller.socket.destroy()
    await sandbox.stop()
  })
  return { ...sandbox, ...caller }
}

async function kill(t: Test, dir: string, sandbox: Sandbox): Promise<Sandbox & Caller> {
  process.kill(sandbox.pid, 'SIGKILL')
  return start(t, dir)
}

type Made = { readonly bolt11: string; readonly payment_hash: string }

const outside = async (sandbox: Sandbox): Promise<Made> =>
  (await askControl(sandbox.controlPath, 'POST', '/wallet/invoice', {
    amount_msat: 50_000
  })) as Made

const queue = (sandbox: Sandbox, ...outcomes: readonly object[]) =>
  askControl(sandbox.controlPath, 'POST', '/node/next-payments', { outcomes })

async function statusOf(caller: Caller, { payment_hash }: Made): Promise<unknown> {
  const { result } = await caller.call('listpays', { payment_hash })
  return (result?.['pays'] as readonly { readonly status: string }[])[0]?.status
}

const inside = (reply: Reply): unknown => reply.result ?? reply.error

test('a second start finds the living process, and stop ends it for both', async t => {
  const dir = shortFolder(t)
  const first = await start(t, dir)
  const second = await start(t, dir)
  t.equal(second.pid, first.pid)
  t.same(second.shops, first.shops)
  await second.stop()
  await first.stop()
  t.throws(() => process.kill(first.pid, 0), { code: 'ESRCH' })
  t.equal((await first.call('getinfo')).id, 'closed')
})

test('kill -9 loses nothing: identity, money, invoices, settings, messages, addresses', async t => {
  const dir = shortFolder(t)
  let sandbox = await start(t, dir)
  const made = await sandbox.call('invoice', { amount_msat: 1, label: 'a', description: 'x' })
  const bolt11 = String(made.result?.['bolt11'])
  await askControl(sandbox.controlPath, 'POST', '/wallet/pay', { bolt11 })
  await sandbox.call('xpay', { invstring: (await outside(sandbox)).bolt11 })
  await sandbox.call('setconfig', { config: 'xpay-slow-mode', val: false })
  const sms = new URLSearchParams({ number: '+19876543210', text: 'hello' })
  const shop = `${sandbox.shops['lnsms'] ?? ''}/invoice`
  const invstring = await (await fetch(shop, { method: 'POST', body: sms })).text()
  await sandbox.call('xpay', { invstring })
  const look = async () => [
    inside(await sandbox.call('getinfo')),
    inside(await sandbox.call('listinvoices')),
    inside(await sandbox.call('waitanyinvoice', { lastpay_index: 0, timeout: 0 })),
    inside(await sandbox.call('listsendpays')),
    inside(await sandbox.call('listpeerchannels')),
    inside(await sandbox.call('listconfigs')),
    sandbox.shops,
    await askControl(sandbox.controlPath, 'GET', '/phone/%2B19876543210')
  ]
  const before = await look()
  t.match(before.at(-1), { messages: [{ text: 'hello' }] })
  const started = statSync(sandbox.rpcPath).ctimeMs
  sandbox = await kill(t, dir, sandbox)
  t.same(await look(), before)
  t.ok(statSync(sandbox.rpcPath).ctimeMs > started, 'the socket file tells of the restart')
})

test('kill -9 takes the layers, the queue and what was transient, and the socket file is another one', async t => {
  const dir = shortFolder(t)
  let sandbox = await start(t, dir)
  const { bolt11, payment_hash } = await outside(sandbox)
  await sandbox.call('askrene-create-layer', { layer: 'lapp:one' })
  await sandbox.call('askrene-create-layer', { layer: 'kept', persistent: true })
  const threads = { config: 'askrene-max-threads', val: 0, transient: true }
  await sandbox.call('setconfig', threads)
  const queued = sandbox.call('xpay', { invstring: bolt11, layers: ['lapp:one'] })
  await sandbox.call('askrene-listlayers')
  const before = statSync(sandbox.rpcPath, { bigint: true })
  sandbox = await kill(t, dir, sandbox)
  t.equal((await queued).id, 'closed')
  const after = statSync(sandbox.rpcPath, { bigint: true })
  t.not(after.mtimeNs, before.mtimeNs)
  const { result } = await sandbox.call('askrene-listlayers')
  t.match(result, { layers: [{ layer: 'xpay' }, { layer: 'kept' }] })
  const { result: configs } = await sandbox.call('listconfigs', { config: threads.config })
  t.match(configs, { configs: { [threads.config]: { value_int: 4, source: 'default' } } })
  t.equal(await statusOf(sandbox, { bolt11, payment_hash }), undefined, 'nothing of it is left')
})

test('what is pending stays so over kill -9, for as long as was left, and then ends', async t => {
  const dir = shortFolder(t)
  let sandbox = await start(t, dir)
  const [settles, fails, phantom, later] = await Promise.all(
    Array.from({ length: 4 }, () => outside(sandbox))
  )
  t.ok(settles && fails && phantom && later)
  if (!settles || !fails || !phantom || !later) return
  await queue(
    sandbox,
    { is: 'stall', ms: 5000, then: 'settle' },
    { is: 'drop', ms: 5000, then: 'fail' },
    { is: 'phantom' },
    { is: 'fail', code: 203 }
  )
  const until = Date.now() + 5000
  const hanging = sandbox.call('xpay', { invstring: settles.bolt11 })
  t.equal((await sandbox.call('xpay', { invstring: fails.bolt11 })).error?.code, 209)
  const mute = sandbox.call('xpay', { invstring: phantom.bolt11 })
  await untilListed(sandbox, phantom.payment_hash)
  sandbox = await kill(t, dir, sandbox)
  t.equal((await hanging).id, 'closed')
  t.equal((await mute).id, 'closed')
  const status = await statusOf(sandbox, settles)
  const again = await sandbox.call('xpay', { invstring: settles.bolt11 })
  // On a machine so slow that the time is over, there is nothing to see here.
  if (Date.now() < until) t.same([status, again.error?.code], ['pending', -3])
  await sandbox.call('wait', { subsystem: 'sendpays', indexname: 'updated', nextvalue: 2 })
  t.ok(Date.now() >= until - 50, 'not before its time')
  t.equal(await statusOf(sandbox, settles), 'complete')
  t.equal(await statusOf(sandbox, fails), 'failed')
  t.equal(await statusOf(sandbox, phantom), 'pending')
  const queued = await sandbox.call('xpay', { invstring: later.bolt11 })
  t.equal(queued.error?.code, 203, 'the queue is kept too')
})

test('what came due while the process was dead has ended when it is back', async t => {
  const dir = shortFolder(t)
  let sandbox = await start(t, dir)
  const made = await outside(sandbox)
  await queue(sandbox, { is: 'drop', ms: 200, then: 'settle' })
  await sandbox.call('xpay', { invstring: made.bolt11 })
  process.kill(sandbox.pid, 'SIGKILL')
  await sleep(250)
  sandbox = await start(t, dir)
  t.equal(await statusOf(sandbox, made), 'complete')
})

test('kills at any moment of many payments leave every one ended once and the channels balanced', async t => {
  const dir = shortFolder(t)
  let sandbox = await start(t, dir)
  for (const delay of [0, 3, 9, 20]) {
    const all = await Promise.all(Array.from({ length: 20 }, () => outside(sandbox)))
    for (const { bolt11 } of all) void sandbox.call('xpay', { invstring: bolt11 })
    await sleep(delay)
    // It starts only if every channel holds what was put in (network.ts).
    sandbox = await kill(t, dir, sandbox)
    const { result } = await sandbox.call('listpeerchannels')
    t.match(result, { channels: [{ htlcs: [] }, { htlcs: [] }] })
    for (const made of all) {
      const status = await statusOf(sandbox, made)
      t.ok(status === undefined || status === 'complete', String(status))
    }
  }
})

test('sockets of a folder with a long path lie in a short one, and are found again', async t => {
  const dir = join(shortFolder(t), 'x'.repeat(100))
  const first = await start(t, dir)
  t.ok(Buffer.byteLength(first.rpcPath) <= 107)
  t.equal((await start(t, dir)).pid, first.pid)
  t.ok((await first.call('getinfo')).result)
})

test('who answers with another id is not adopted, and two never share a folder', async t => {
  const dir = shortFolder(t)
  const first = await start(t, dir)
  writeFileSync(join(dir, 'node-id'), '02'.repeat(33))
  const other = spawn(process.execPath, ['src/sandbox/main.ts', '--dir', dir, '--rpc', `${dir}/x`])
  const [code] = (await once(other, 'exit')) as [number]
  t.not(code, 0)
  t.ok((await first.call('getinfo')).result, 'the first one lives on')
  writeFileSync(join(dir, 'node-id'), String((await first.call('getinfo')).result?.['id']))
})

test('a folder that cannot be used ends the start in one line', async t => {
  const dir = shortFolder(t)
  mkdirSync(join(dir, 'network.sqlite'))
  await t.rejects(startSandbox({ dir }), {
    code: 'not_ready',
    detail: /did not start: .*sqlite|unable/
  })
})
