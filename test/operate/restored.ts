// The worst day: the database is lost, and its backup is older than what the node has done since.
import { join } from 'node:path'
import { test } from 'tap'
import { heldAccountOf } from '../../src/core/ids.ts'
import { unhindered } from '../../src/core/step.ts'
import { backup } from '../../src/db/backup/backup.ts'
import type { Lightning } from '../../src/lightning/port.ts'
import { sweep } from '../../src/operate/sweep.ts'
import { room } from '../payment/harness/room.ts'
import { shortFolder } from '../sandbox/fixtures/node.ts'
import { loseAndRestore } from './harness/restored.ts'

test('after a restore nothing is paid twice, given back or forgotten', async t => {
  const house = await room(t)
  const account = await house.user(1_000_000)
  const gate = Promise.withResolvers<undefined>()
  let node: Lightning | undefined
  let calls = 0
  const counted = (real: Lightning): Lightning => {
    node = real
    return { ...real, pay: async request => ((calls += 1), real.pay(request)) }
  }
  const before = await house.payer({
    node: counted,
    around: { before: name => (name === 'payment.look' ? gate.promise : undefined) }
  })
  const held = await before.pay(account, await house.invoice(40_000))
  const file = join(shortFolder(t), 'old.backup.gz')
  await backup(house.url, file, new Date())
  gate.resolve(undefined)
  t.match(await before.ending(held), { status: 'succeeded' })
  const lost = await before.ending(await before.pay(account, await house.invoice(70_000)))
  t.match(lost, { status: 'succeeded' })
  t.equal(await house.balance(account), 890_000n)
  await before.leave()

  await loseAndRestore(house.url, file)
  t.same(await house.wrong(), [])
  t.equal(
    (await house.balance(account)) + (await house.balance(heldAccountOf(account))),
    1_000_000n
  )

  const commit = house.another()
  const after = await house.payer({ node: counted })
  await after.recover()
  const real = node
  if (real === undefined) return t.fail('there is a node')
  const { id: nodeId } = await real.info()
  const log = { warn: () => undefined, error: () => undefined }
  const deps = { em: house.em, commit, step: unhindered, node: real, nodeId, shared: false, log }
  t.equal(await sweep({ ...deps, onForeign: () => undefined }), 1)
  t.match(await after.ending(held), { status: 'succeeded', preimage: /^[0-9a-f]{64}$/ })
  t.match(await after.ending(lost), { status: 'succeeded', paymentHash: lost.paymentHash })
  t.equal(await house.balance(account), 890_000n)
  t.equal(await house.balance(heldAccountOf(account)), 0n)
  t.equal(calls, 2, 'each was sent once, before the loss')
  t.same(await house.wrong(), [])
  return undefined
})
