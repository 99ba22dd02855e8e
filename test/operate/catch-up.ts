// The books were restored while payments that they have forgotten are still under way at the node.
import { join } from 'node:path'
import pg from 'pg'
import { test } from 'tap'
import { heldAccountOf } from '../../src/core/ids.ts'
import { unhindered } from '../../src/core/step.ts'
import { backup } from '../../src/db/backup/backup.ts'
import { restore } from '../../src/db/backup/restore.ts'
import { migrate } from '../../src/db/migrate.ts'
import type { Lightning } from '../../src/lightning/port.ts'
import { sweeping } from '../../src/operate/catch-up.ts'
import { room } from '../payment/harness/room.ts'
import { shortFolder } from '../sandbox/fixtures/node.ts'

test('what is under way is held before anybody can send it again, and ends by the evidence', async t => {
  const house = await room(t)
  const account = await house.user(1_000_000)
  const file = join(shortFolder(t), 'old.backup.gz')
  await backup(house.url, file, new Date())
  let node: Lightning | undefined
  const before = await house.payer({ node: real => (node = real) })
  const open = async (then: 'settle' | 'fail', whose: typeof account, amount: number) => {
    await house.next({ is: 'stall', ms: 5_000, then })
    const payment = await before.pay(whose, await house.invoice(amount))
    await house.hasParts(payment.paymentHash)
    return payment
  }
  const paid = await open('settle', account, 40_000)
  const failed = await open('fail', account, 30_000)
  await open('fail', await house.user(50_000), 20_000)
  await before.leave()

  const admin = new pg.Client(house.url)
  await admin.connect()
  await admin.query('drop schema public cascade; create schema public')
  await admin.end()
  await migrate(house.url)
  await restore(house.url, file)
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
  await after.recover()
  t.match(await after.ending(paid), { status: 'succeeded' })
  t.match(await after.ending(failed), { status: 'failed' })
  t.equal(await house.balance(account), 960_000n)
  t.equal(await house.balance(heldAccountOf(account)), 0n)
  t.same(await house.wrong(), [])
  return undefined
})
