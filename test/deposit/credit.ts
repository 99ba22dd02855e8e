import fc from 'fast-check'
import { test } from 'tap'
import { newId, type Id } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { unhindered } from '../../src/core/step.ts'
import { credit } from '../../src/deposit/credit.ts'
import { leaseCursor, readCursor, releaseCursor, type Cursor } from '../../src/deposit/cursor.ts'
import { depositLabel } from '../../src/deposit/decide.ts'
import { deposits } from './harness/room.ts'
import { expire } from '../../src/deposit/expire.ts'
import type { PaidInvoice } from '../../src/lightning/port.ts'
import { books, keyFor } from '../harness/books.ts'
import { memoryNode } from './harness/node.ts'

test('what was paid is credited once, or lies in suspense', async t => {
  const house = await books(t)
  const { em, commit, user, balance, sql, wrong } = house
  const now = (): Date => new Date()
  const warned: object[] = []
  const deps = {
    em,
    commit,
    step: unhindered,
    log: { warn: (facts: object) => void warned.push(facts) }
  }

  /** A node of its own for each test, with its own cursor. */
  const setUp = async () => {
    const node = memoryNode()
    const nodeId = newId()
    const room = deposits({ em, commit, node, now })
    const alice = await user()
    const open = async (amount?: number): Promise<Id> => {
      const amountMsat = amount === undefined ? undefined : msat(amount)
      const rest = { memo: undefined, expiresInSeconds: undefined }
      const { deposit } = await room.open({
        account: alice,
        key: keyFor(alice),
        amountMsat,
        ...rest
      })
      return deposit.id
    }
    const cursor = async (): Promise<Cursor> => {
      const found = await leaseCursor(em, nodeId, OWNER, 60)
      if (!found) throw new Error('somebody else reads')
      return found
    }
    const receipts = async () =>
      sql('select * from receipt where node_id = $1 order by pay_index', [nodeId])
    return { node, nodeId, room, alice, open, cursor, receipts }
  }
  const OWNER = newId()

  await t.test('what was received is credited, not what was asked for', async t => {
    const { node, nodeId, room, alice, open, cursor, receipts } = await setUp()
    const [exact, over, any] = [await open(1000), await open(1000), await open()]
    const run = [
      node.pay(depositLabel(over), 1999),
      node.pay(depositLabel(any), 7),
      node.pay(depositLabel(exact), 1000)
    ]
    const credited = await credit(deps, nodeId, await cursor(), run)
    t.same(credited, { settled: [over, any, exact], suspense: [] })
    t.equal(await balance(alice), 3006n)
    t.match(await room.find(alice, over), {
      status: 'settled',
      amountMsat: 1000n,
      receivedMsat: 1999n
    })
    t.equal(await readCursor(em, nodeId), 3)
    t.match(await receipts(), [
      { pay_index: '1', state: 'credited', deposit: over, amount_msat: '1999' },
      { pay_index: '2', state: 'credited', deposit: any, amount_msat: '7' },
      { pay_index: '3', state: 'credited', deposit: exact, amount_msat: '1000' }
    ])
  })

  await t.test(
    'one payment that is told ten times, in three processes, is credited once',
    async t => {
      const { node, nodeId, alice, open, cursor } = await setUp()
      const run = [node.pay(depositLabel(await open(10)), 10)]
      const at = await cursor()
      const commits = [commit, house.another(), house.another()]
      const all = await Promise.all(
        Array.from({ length: 10 }, async (_, i) =>
          credit({ em, step: unhindered, commit: commits[i % 3] ?? commit }, nodeId, at, run)
        )
      )
      t.equal(all.filter(one => one !== undefined).length, 1)
      t.equal(await balance(alice), 10n)
    }
  )

  await t.test('a cursor that was set back credits nothing again', async t => {
    const { node, nodeId, alice, open, cursor, receipts } = await setUp()
    const run = [node.pay(depositLabel(await open(10)), 10), node.pay('shop:1', 5)]
    await credit(deps, nodeId, await cursor(), run)
    await sql('update deposit_cursor set pay_index = 0 where node_id = $1', [nodeId])
    t.same(await credit(deps, nodeId, await cursor(), run), { settled: [], suspense: [] })
    t.equal(await balance(alice), 10n)
    t.equal((await receipts()).length, 2)
    t.equal(await readCursor(em, nodeId), 2)
  })

  await t.test('ours but nobody’s goes to suspense, others’ is noted and not booked', async t => {
    const { node, nodeId, open, cursor, receipts, alice } = await setUp()
    const deposit = await open(10)
    const stranger = depositLabel(newId())
    const run = [
      node.pay(stranger, 11),
      node.pay('btcpay:1', 12),
      node.pay('dep:x', 13),
      node.pay(depositLabel(deposit), 14),
      { ...node.pay(depositLabel(deposit), 15), paymentHash: 'f'.repeat(64) }
    ]
    const credited = await credit(deps, nodeId, await cursor(), run)
    t.same(credited, { settled: [deposit], suspense: [stranger, 'dep:x', depositLabel(deposit)] })
    t.equal(await balance(alice), 14n)
    t.match(await receipts(), [
      { state: 'suspense', deposit: null },
      { state: 'foreign', deposit: null },
      { state: 'suspense', deposit: null },
      { state: 'credited', deposit },
      { state: 'suspense', deposit }
    ])
    const [aside] = await sql(
      `select sum(entry.amount_msat) from entry join receipt on receipt.id = subject
       where kind = 'suspense' and node_id = $1`,
      [nodeId]
    )
    t.equal(aside?.['sum'], '39')
  })

  await t.test(
    'paid before the invoice is on record, it is credited, and the invoice kept',
    async t => {
      const { node, nodeId, alice, cursor } = await setUp()
      const early = deposits({
        em,
        commit,
        now,
        node: {
          invoice: async request => {
            const invoice = await node.invoice(request)
            await credit(deps, nodeId, await cursor(), [node.pay(request.label, 20)])
            return invoice
          }
        }
      })
      const rest = { amountMsat: msat(20), memo: undefined, expiresInSeconds: undefined }
      const { deposit } = await early.open({ account: alice, key: keyFor(alice), ...rest })
      t.match(deposit, { status: 'settled', receivedMsat: 20n, bolt11: String })
      t.equal(await balance(alice), 20n)
    }
  )

  await t.test(
    'a deposit expires by the node’s word alone, and late money is credited',
    async t => {
      const { node, nodeId, room, alice, open, cursor } = await setUp()
      const [late, unpaid, lost] = [await open(10), await open(10), await open(10)]
      await sql(`update deposit set expires_at = now() where account = $1`, [alice])
      t.same(await expire({ ...deps, node }), [])
      node.expire(depositLabel(late))
      t.same(await expire({ ...deps, node }), [late])
      t.same(await expire({ ...deps, node }), [])
      t.match(await room.find(alice, late), { status: 'expired' })
      t.match(await room.find(alice, unpaid), { status: 'pending' })
      t.match(await room.find(alice, lost), { status: 'pending' })
      node.hush(true)
      await t.rejects(expire({ ...deps, node }), { name: 'NodeSilent' })
      await credit(deps, nodeId, await cursor(), [node.pay(depositLabel(late), 10)])
      t.match(await room.find(alice, late), { status: 'settled', receivedMsat: 10n })
    }
  )

  await t.test(
    'what the node has lost is asked for once, and credited should it come back',
    async t => {
      const { node, nodeId, room, alice, open, cursor } = await setUp()
      const [lost, unpaid] = [await open(10), await open(10)]
      await sql(`update deposit set expires_at = now() where account = $1`, [alice])
      await sql(`update deposit set expires_at = null where account <> $1`, [alice])
      node.lose(depositLabel(lost))
      warned.length = 0
      t.same(await expire({ ...deps, node }), [lost])
      t.strictSame(warned, [{ deposit: lost }], 'the operator hears of it')
      t.match(await room.find(alice, lost), { status: 'expired' })
      t.match(await room.find(alice, unpaid), { status: 'pending' })
      const asked: string[] = []
      const watched = { findInvoice: async (label: string) => (asked.push(label), undefined) }
      await expire({ ...deps, node: { ...node, ...watched } })
      t.notOk(asked.includes(depositLabel(lost)))
      await credit(deps, nodeId, await cursor(), [node.pay(depositLabel(lost), 10)])
      t.match(await room.find(alice, lost), { status: 'settled', receivedMsat: 10n })
    }
  )

  await t.test(
    'killed before the commit or after it, cursor and credit stand together',
    async t => {
      for (const written of [true, false]) {
        const { node, nodeId, alice, open, cursor } = await setUp()
        const run = [
          node.pay(depositLabel(await open(10)), 10),
          node.pay(depositLabel(await open(5)), 5)
        ]
        const dying = credit(
          {
            em,
            step: unhindered,
            commit: async unit => {
              if (written) await commit(unit)
              throw new Error('killed')
            }
          },
          nodeId,
          await cursor(),
          run
        )
        await t.rejects(dying, { message: 'killed' })
        t.equal(await readCursor(em, nodeId), written ? 2 : 0)
        t.equal(await balance(alice), written ? 15n : 0n)
        const { payIndex } = await cursor()
        const rest = run.filter(answer => answer.payIndex > payIndex)
        if (rest.length > 0) await credit(deps, nodeId, await cursor(), rest)
        t.equal(await balance(alice), 15n)
      }
    }
  )

  await t.test('answers out of order stop the reading before anything is booked', async t => {
    const { node, nodeId, alice, open, cursor } = await setUp()
    const run = [
      node.pay(depositLabel(await open(10)), 10),
      node.pay(depositLabel(await open(5)), 5)
    ]
    await t.rejects(credit(deps, nodeId, await cursor(), run.toReversed()), {
      name: 'AssertionError'
    })
    await credit(deps, nodeId, await cursor(), run.slice(0, 1))
    await t.rejects(credit(deps, nodeId, await cursor(), run), { name: 'AssertionError' })
    t.equal(await balance(alice), 10n)
  })

  await t.test(
    'one reads at a time, the next one when the leaseCursor is over or given back',
    async t => {
      const nodeId = newId()
      const [one, two] = [newId(), newId()]
      t.match(await leaseCursor(em, nodeId, one, 60), { payIndex: 0 })
      t.equal(await leaseCursor(em, nodeId, two, 60), undefined)
      t.match(await leaseCursor(em, nodeId, one, 60), { payIndex: 0 })
      await releaseCursor(em, nodeId, two)
      t.equal(await leaseCursor(em, nodeId, two, 60), undefined)
      await releaseCursor(em, nodeId, one)
      t.match(await leaseCursor(em, nodeId, two, 60), { payIndex: 0 })
      await sql(`update deposit_cursor set lease_until = now() where node_id = $1`, [nodeId])
      t.match(await leaseCursor(em, nodeId, one, 60), { payIndex: 0 })
      t.equal(await readCursor(em, newId()), 0)
    }
  )

  await t.test('whatever comes in, in whatever runs, the books have it all once', async () => {
    const kind = fc.constantFrom('ours', 'again', 'stranger', 'foreign')
    const payment = fc.tuple(kind, fc.integer({ min: 1, max: 10_000 }))
    const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 12, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(fc.array(payment, { maxLength: 12 }), sizes, async (payments, runs) => {
        const { node, nodeId, alice, open, cursor, receipts } = await setUp()
        const paid: PaidInvoice[] = []
        let last = newId()
        for (const [what, amount] of payments) {
          if (what === 'ours') last = await open()
          const labels = {
            ours: depositLabel(last),
            again: depositLabel(last),
            stranger: 'dep:',
            foreign: 'x'
          }
          const hash = { paymentHash: newId().replaceAll('-', '').padEnd(64, '0') }
          paid.push({ ...node.pay(labels[what], amount), ...hash })
        }
        for (let at = 0, i = 0; at < paid.length; i++) {
          const size = runs[i] ?? 1
          await credit(deps, nodeId, await cursor(), paid.slice(at, at + size))
          at += size
        }
        const rows = await receipts()
        const sum = (state: string): bigint =>
          rows
            .filter(row => row['state'] === state)
            .reduce((total, row) => total + BigInt(String(row['amount_msat'])), 0n)
        const total = paid.reduce<bigint>((all, one) => all + one.amountReceivedMsat, 0n)
        return (
          sum('credited') + sum('suspense') + sum('foreign') === total &&
          (await balance(alice)) === sum('credited') &&
          (await readCursor(em, nodeId)) === paid.length
        )
      }),
      { numRuns: 15 }
    )
  })

  await t.test('and after all this the books balance', async t => {
    t.same(await wrong(), [])
  })
})
