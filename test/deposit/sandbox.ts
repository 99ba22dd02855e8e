// The room on the make-believe network, through the driver of the real one.
import { test } from 'tap'
import { clock } from '../../src/core/clock.ts'
import { newId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { unhindered } from '../../src/core/step.ts'
import { depositComparison } from '../../src/deposit/compare.ts'
import { depositLabel } from '../../src/deposit/decide.ts'
import { deposits } from './harness/room.ts'
import { watch } from '../../src/deposit/watch.ts'
import { clightning } from '../../src/lightning/clightning.ts'
import { unixSocket } from '../../src/lightning/socket.ts'
import { askControl } from '../../src/sandbox/ask-control.ts'
import { books, keyFor } from '../harness/books.ts'
import { sandboxHere } from '../harness/sandbox-here.ts'
import { sayingSettled } from './harness/told.ts'

test('money from an outside wallet is balance, once', async t => {
  const { em, commit, user, balance, wrong } = await books(t)
  const sandbox = await sandboxHere({ dir: t.testdir() })
  t.teardown(async () => sandbox.stop())
  const node = clightning(unixSocket(sandbox.rpcPath))
  t.teardown(async () => node.close())
  const { id: nodeId } = await node.info()
  const room = deposits({ em, commit, node, now: () => new Date() })
  const alice = await user()
  const pay = async (bolt11: string | null, amount_msat?: number): Promise<unknown> =>
    askControl(sandbox.controlPath, 'POST', '/wallet/pay', { bolt11, amount_msat })
  const ask = (amount?: number) => ({
    account: alice,
    key: keyFor(alice),
    amountMsat: amount === undefined ? undefined : msat(amount),
    memo: 'für ☕ "heute"',
    expiresInSeconds: undefined
  })

  const early = await room.open(ask(50_000))
  const any = await room.open(ask())
  await pay(early.deposit.bolt11)
  await node.invoice({
    amountMsat: msat(7000),
    label: `shop:${newId()}`,
    description: 'another’s',
    expirySeconds: 60
  })

  const settled = new Map<string, () => void>()
  const until = async (id: string): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    settled.set(id, () => resolve(undefined))
    return promise
  }
  const both = Promise.all([until(early.deposit.id), until(any.deposit.id)])
  const stopping = new AbortController()
  const log = { warn: (facts: object): unknown => t.fail('a warning', facts) }
  const saying = sayingSettled(commit, id => settled.get(id)?.())
  const watching = watch(
    { em, commit: saying, step: unhindered, node, nodeId, clock, log },
    stopping.signal
  )
  await pay(any.deposit.bolt11, 30_000)
  await both
  t.equal(await balance(alice), 80_000n)
  t.match(await room.find(alice, any.deposit.id), { status: 'settled', receivedMsat: 30_000n })
  t.match(await node.findInvoice(depositLabel(any.deposit.id)), { status: 'paid' })
  await t.rejects(pay(any.deposit.bolt11, 30_000), 'an invoice is paid once')
  const { run, differenceMsat } = depositComparison({
    em,
    node,
    nodeId,
    log: { error: facts => t.fail('a difference', facts) }
  })
  await run()
  t.equal(differenceMsat(), 0n)
  stopping.abort()
  await watching
  t.equal(await balance(alice), 80_000n)
  t.same(await wrong(), [])
})
