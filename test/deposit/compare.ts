// What the node says that it received, held against what was credited.
import { test } from 'tap'
import { newId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { unhindered } from '../../src/core/step.ts'
import { depositComparison } from '../../src/deposit/compare.ts'
import { credit } from '../../src/deposit/credit.ts'
import { leaseCursor } from '../../src/deposit/cursor.ts'
import { depositLabel } from '../../src/deposit/decide.ts'
import { deposits } from './harness/room.ts'
import type { ChangedInvoice, PaidInvoice } from '../../src/lightning/port.ts'
import { books, keyFor } from '../harness/books.ts'
import { memoryNode } from './harness/node.ts'

const seen = (one: PaidInvoice): ChangedInvoice => ({
  updatedIndex: one.payIndex,
  label: one.label,
  paid: { payIndex: one.payIndex, amountReceivedMsat: one.amountReceivedMsat }
})

test('what was received and what was credited', async t => {
  const { em, commit, user } = await books(t)
  const setUp = async () => {
    const [node, nodeId, owner, alice] = [memoryNode(), newId(), newId(), await user()]
    const room = deposits({ em, commit, node, now: () => new Date() })
    /** In the order of the node's `updated` index; tests change what it says. */
    const rows: ChangedInvoice[] = []
    const asked: number[] = []
    const logged: object[] = []
    const { run, differenceMsat } = depositComparison({
      em,
      nodeId,
      log: { error: facts => logged.push(facts) },
      node: {
        changedInvoices: async (from, limit) => {
          asked.push(from)
          return rows.filter(row => row.updatedIndex >= from).slice(0, limit)
        }
      }
    })
    return {
      rows,
      asked,
      logged,
      run,
      differenceMsat,
      deposit: async (): Promise<string> => {
        const rest = { amountMsat: msat(1000), memo: undefined, expiresInSeconds: undefined }
        const { deposit } = await room.open({ account: alice, key: keyFor(alice), ...rest })
        return depositLabel(deposit.id)
      },
      receive: (label: string, amount: number): PaidInvoice => {
        const one = node.pay(label, amount)
        rows.push(seen(one))
        return one
      },
      book: async (run: readonly PaidInvoice[]) => {
        const cursor = await leaseCursor(em, nodeId, owner, 60)
        if (cursor) await credit({ em, commit, step: unhindered }, nodeId, cursor, run)
      }
    }
  }

  await t.test('are the same, and what was found so is not read again', async t => {
    const at = await setUp()
    t.equal(at.differenceMsat(), undefined)
    await at.run()
    t.equal(at.differenceMsat(), 0n)
    const [mine, others, nobodys] = [await at.deposit(), 'shop:1', `dep:${newId()}`]
    const run = [at.receive(mine, 1000), at.receive(others, 5), at.receive(nobodys, 70)]
    await at.book(run)
    at.receive(await at.deposit(), 1000)
    await at.run()
    t.equal(at.differenceMsat(), 0n, 'what is not credited yet waits for the next run')
    await at.run()
    t.strictSame(at.asked, [1, 1, 4])
    t.strictSame(at.logged, [])
  })

  await t.test('differ: it is said where, and again until they do not', async t => {
    const at = await setUp()
    const labels = [await at.deposit(), await at.deposit(), await at.deposit()]
    await at.book(labels.map(label => at.receive(label, 1000)))
    const [first, second, third] = [...at.rows]
    // More here, less there: the sum alone would not show it. And one that the node forgot.
    at.rows.splice(0, 3)
    const paid = (payIndex: number, amount: number) => ({
      paid: { payIndex, amountReceivedMsat: msat(amount) }
    })
    if (first) at.rows.push({ ...first, ...paid(1, 1300) })
    if (second) at.rows.push({ ...second, ...paid(2, 700) })
    await at.run()
    t.equal(at.differenceMsat(), 1600n)
    t.strictSame(at.logged, [
      {
        count: 3,
        differing: [
          { pay_index: 1, received_msat: '1300', credited_msat: '1000' },
          { pay_index: 2, received_msat: '700', credited_msat: '1000' },
          { pay_index: 3, received_msat: '0', credited_msat: '1000' }
        ]
      }
    ])
    if (first && second && third) at.rows.splice(0, 2, first, second, third)
    await at.run()
    t.equal(at.differenceMsat(), 0n)
    t.equal(at.logged.length, 1)
  })

  await t.test('are read in pages, with what expired in between', async t => {
    const at = await setUp()
    const paid: PaidInvoice[] = []
    for (let n = 0; n < 1_100; n++) paid.push(at.receive(`dep:${newId()}`, 1 + n))
    for (let n = 0; n < paid.length; n += 200) await at.book(paid.slice(n, n + 200))
    const gap = (updatedIndex: number): ChangedInvoice => ({
      updatedIndex,
      label: 'dep:x',
      paid: undefined
    })
    for (const row of at.rows) Object.assign(row, { updatedIndex: row.updatedIndex + 600 })
    at.rows.unshift(...Array.from({ length: 600 }, (_, n) => gap(n + 1)))
    await at.run()
    t.equal(at.differenceMsat(), 0n)
    t.strictSame(at.asked, [1, 501, 1001, 1501])
  })
})
