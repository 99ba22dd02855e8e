// The books were restored while payments that they have forgotten are still under way at the node.
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { heldAccountOf, newId, showId, type Id } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { unhindered } from '../../src/core/step.ts'
import { backup } from '../../src/db/backup/backup.ts'
import { clightning } from '../../src/lightning/clightning.ts'
import type { Lightning } from '../../src/lightning/port.ts'
import { unixSocket } from '../../src/lightning/socket.ts'
import { sweeping } from '../../src/operate/catch-up.ts'
import { closePart, openPart, partsOf } from '../../src/sandbox/node/parts.ts'
import { books } from '../harness/books.ts'
import { sandboxBy } from '../harness/sandbox-here.ts'
import { room } from '../payment/harness/room.ts'
import { shortFolder } from '../sandbox/fixtures/node.ts'
import { partAt, sandboxNode } from './harness/hanging.ts'
import { loseAndRestore } from './harness/restored.ts'

/** Longer than the tests before it may keep the processor. */
const STALL_MS = 1_800_000

test('what is under way is held before anybody can send it again, and ends by the evidence', async t => {
  let laterMs = 0
  const house = await room(
    t,
    sandboxBy(() => Date.now() + laterMs)
  )
  const account = await house.user(1_000_000)
  const file = join(shortFolder(t), 'old.backup.gz')
  await backup(house.url, file, new Date())
  let node: Lightning | undefined
  const before = await house.payer({ node: real => (node = real) })
  const open = async (then: 'settle' | 'fail', whose: typeof account, amount: number) => {
    await house.next({ is: 'stall', ms: STALL_MS, then })
    const payment = await before.pay(whose, await house.invoice(amount))
    await house.hasParts(payment.paymentHash)
    return payment
  }
  const paid = await open('settle', account, 40_000)
  const failed = await open('fail', account, 30_000)
  await open('fail', await house.user(50_000), 20_000)
  await before.leave()

  await loseAndRestore(house.url, file)
  t.equal(await house.balance(account), 1_000_000n)

  const after = await house.payer({ node: real => (node = real) })
  if (node === undefined) return t.fail('there is a node')
  const { id: nodeId } = await node.info()
  const said: object[] = []
  const log = { warn: () => undefined, error: (facts: object) => void said.push(facts) }
  const deps = { em: house.em, commit: house.another(), step: unhindered, node, nodeId, log }
  const { catchUp } = sweeping({ ...deps, shared: false, onForeign: () => undefined })
  await catchUp()
  t.equal(await house.balance(account), 930_000n)
  t.equal(await house.balance(heldAccountOf(account)), 70_000n)
  const ends = said.map(facts => (facts as { is: string }).is)
  t.strictSame(ends.toSorted(), ['committed', 'committed', 'refused'], 'nobody knows one account')
  await catchUp()
  t.equal(said.length, 4, 'what is held is known from then on')
  laterMs = STALL_MS
  await after.recover()
  t.match(await after.ending(paid), { status: 'succeeded' })
  t.match(await after.ending(failed), { status: 'failed' })
  t.equal(await house.balance(account), 960_000n)
  t.equal(await house.balance(heldAccountOf(account)), 0n)
  t.same(await house.wrong(), [])
  return undefined
})

async function house(t: Test) {
  const [ledger, node] = [await books(t), await sandboxNode(t)]
  const lightning = clightning(unixSocket(node.path))
  t.teardown(async () => lightning.close())
  const said: string[] = []
  const say = (_facts: object, line: string) => void said.push(line)
  const sweeps = (seen: Partial<Lightning> = {}, shared = false) =>
    sweeping({
      ...ledger,
      step: unhindered,
      node: { ...lightning, ...seen },
      nodeId: node.network.nodes.ours.pubkey,
      shared,
      onForeign: () => undefined,
      log: { warn: say, error: say }
    })
  /** 10 sat are under way for a payment that the ledger has never seen. */
  const underWay = (account: Id) => {
    const label = `lapp:${showId('pay', newId())}:${showId('acc', account)}`
    const { hash, preimage } = partAt(node, 'phantom', label)
    const arrive = () => {
      const [first] = partsOf(node.network, hash)
      if (first !== undefined) closePart(node.network, first.id, preimage)
    }
    return { label, hash, arrive }
  }
  return { ...ledger, lightning, node, said, sweeps, underWay }
}

test('what arrives while the list is read is held as well', async t => {
  const { sweeps, underWay, lightning, user, balance } = await house(t)
  const account = await user(100_000)
  const { arrive } = underWay(account)
  const endedParts: Lightning['endedParts'] = async (from, limit) => {
    const page = await lightning.endedParts(from, limit)
    arrive()
    return page
  }
  await sweeps({ endedParts }).catchUp()
  t.equal(await balance(account), 90_000n)
})

test('of a payment whose first part has arrived, the one under way is held too', async t => {
  for (const pendingParts of [undefined, () => Promise.resolve([])]) {
    const { sweeps, underWay, node, user, balance, wrong } = await house(t)
    const account = await user(100_000)
    const { label, hash, arrive } = underWay(account)
    const more = {
      destination: node.network.nodes.wallet.pubkey,
      bolt11: 'lnbcrt1',
      due: undefined
    }
    openPart(node.network, {
      ...more,
      paymentHash: hash,
      label,
      amountMsat: msat(5_000),
      sentMsat: msat(5_000)
    })
    arrive()
    await sweeps(pendingParts && { pendingParts }).catchUp()
    t.equal(await balance(heldAccountOf(account)), 15_000n)
    t.same(await wrong(), [])
  }
})

test('what the node does not say at the start is asked again by the job, and keeps no sweep waiting', async t => {
  const { sweeps, underWay, lightning, said, user, balance } = await house(t)
  const account = await user(100_000)
  underWay(account)
  const { arrive } = underWay(account)
  arrive()
  let isAway = true
  const pendingParts: Lightning['pendingParts'] = async () => {
    if (isAway) throw new Error('away')
    return lightning.pendingParts()
  }
  const { catchUp, job } = sweeps({ pendingParts })
  await catchUp()
  t.equal(await balance(account), 90_000n)
  isAway = false
  await job.run()
  t.equal(await balance(account), 80_000n)
  await job.run()
  t.match(said, [/has paid what/, /could not be read before the start/, /is paying what/])
})

test('what another gateway on a shared node sends is no news', async t => {
  const { sweeps, underWay, said, user } = await house(t)
  await user(100_000)
  underWay(newId())
  await sweeps({}, true).catchUp()
  t.same(said, [])
})
