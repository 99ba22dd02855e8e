import { test } from 'tap'
import { showId, newId, type Id } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { depositLabel } from '../../src/deposit/decide.ts'
import { deposits } from './harness/room.ts'
import type { Commit } from '../../src/ledger/unit.ts'
import { books, keyFor } from '../harness/books.ts'
import { memoryNode } from './harness/node.ts'
import { NodeRefused } from '../../src/lightning/errors.ts'

const page = { limit: 100, cursor: undefined }

test('a deposit is opened once for its key', async t => {
  const { em, commit, user, sql } = await books(t)
  const now = (): Date => new Date('2031-01-01T00:00:00Z')
  const node = memoryNode()
  const room = deposits({ em, commit, node, now })
  const ask = (account: Id, more: object = {}) => ({
    account,
    key: keyFor(account),
    amountMsat: msat(5000),
    memo: undefined,
    expiresInSeconds: undefined,
    ...more
  })

  await t.test('a deposit is an invoice of our node, under its own label', async t => {
    const alice = await user()
    const { deposit, replayed } = await room.open(
      ask(alice, { memo: 'caffè', expiresInSeconds: 60 })
    )
    t.equal(replayed, false)
    t.match(deposit, { account: alice, status: 'pending', method: 'lightning', memo: 'caffè' })
    t.match(deposit, { amountMsat: 5000n, receivedMsat: null, warning: 'No channels with a peer' })
    t.match(deposit.paymentHash, /^[0-9a-f]{64}$/)
    t.ok(deposit.expiresAt instanceof Date)
    t.same(deposit.createdAt, now())
    t.same(node.asked.at(-1), {
      amountMsat: 5000n,
      label: depositLabel(deposit.id),
      description: 'caffè',
      expirySeconds: 60
    })
    t.same(await room.find(alice, deposit.id), deposit)
    t.equal(await room.find(await user(), deposit.id), undefined)
    t.equal(await room.find(alice, newId()), undefined)
  })

  await t.test('without amount and expiry, whoever pays chooses, within an hour', async t => {
    const alice = await user()
    const { deposit } = await room.open(ask(alice, { amountMsat: undefined }))
    t.equal(deposit.amountMsat, null)
    t.match(node.asked.at(-1), { amountMsat: undefined, expirySeconds: 3600 })
  })

  await t.test('a memo longer than an invoice can tell is kept whole, and cut there', async t => {
    const memo = '€'.repeat(300)
    const { deposit } = await room.open(ask(await user(), { memo }))
    t.equal(deposit.memo, memo)
    t.equal(node.asked.at(-1)?.description, '€'.repeat(213))
  })

  await t.test('the row is there before the node is asked', async t => {
    const alice = await user()
    const watched = deposits({
      em,
      commit,
      now,
      node: {
        invoice: async request => {
          const [row] = await sql(`select state from deposit where account = $1`, [alice])
          t.same(row, { state: 'creating' })
          return node.invoice(request)
        }
      }
    })
    await watched.open(ask(alice))
  })

  await t.test('a repeat shows the same deposit and asks for no other invoice', async t => {
    const alice = await user()
    const wish = ask(alice)
    const { deposit } = await room.open(wish)
    const before = node.asked.length
    t.same(await room.open(wish), { deposit, replayed: true })
    t.equal(node.asked.length, before)
  })

  await t.test('repeats at the same time are one deposit with one invoice', async t => {
    const alice = await user()
    const wish = ask(alice)
    const all = await Promise.all(Array.from({ length: 20 }, async () => room.open(wish)))
    t.equal(new Set(all.map(({ deposit }) => `${deposit.id} ${deposit.bolt11 ?? ''}`)).size, 1)
    t.equal(all.filter(({ replayed }) => !replayed).length, 1)
    t.equal((await room.list(alice, page)).data.length, 1)
  })

  await t.test('a key that came with another request is refused', async t => {
    const alice = await user()
    await room.open(ask(alice, { key: keyFor(alice, 'k', 1) }))
    await t.rejects(room.open(ask(alice, { key: keyFor(alice, 'k', 2) })), {
      code: 'idempotency_key_reused'
    })
  })

  await t.test('where the node is silent, a repeat gets the invoice', async t => {
    const alice = await user()
    const wish = ask(alice)
    node.hush(true)
    await t.rejects(room.open(wish), { code: 'node_unavailable' })
    node.hush(false)
    const { data } = await room.list(alice, page)
    t.match(data, [{ status: 'pending', bolt11: null, expiresAt: null }])
    const { deposit, replayed } = await room.open(wish)
    t.equal(replayed, true)
    t.match(deposit, { id: data[0]?.id, status: 'pending', bolt11: String })
  })

  await t.test('where the node says no, nothing is made up', async t => {
    const refusing = deposits({
      em,
      commit,
      now,
      node: {
        invoice: async () => {
          throw new NodeRefused('invoice', -1, 'no')
        }
      }
    })
    await t.rejects(refusing.open(ask(await user())), { code: 'node_unavailable' })
  })

  await t.test(
    'killed at any commit, before or after it, a repeat gets the one invoice',
    async t => {
      for (const point of [1, 2]) {
        for (const written of [true, false]) {
          const alice = await user()
          let left = point
          const mortal: Commit = async unit => {
            left--
            if (left > 0 || written) await commit(unit)
            if (left <= 0) throw new Error('killed')
            return { is: 'committed' }
          }
          const wish = ask(alice)
          await t.rejects(deposits({ em, commit: mortal, node, now }).open(wish), {
            message: 'killed'
          })
          const { deposit } = await room.open(wish)
          t.equal(deposit.bolt11, (await node.findInvoice(depositLabel(deposit.id)))?.bolt11)
          t.equal((await room.list(alice, page)).data.length, 1)
        }
      }
    }
  )

  await t.test('what a crash left without an invoice is completed at start', async t => {
    await room.recover()
    const alice = await user()
    node.hush(true)
    await t.rejects(room.open(ask(alice)), { code: 'node_unavailable' })
    await t.rejects(room.open(ask(alice)), { code: 'node_unavailable' })
    node.hush(false)
    t.equal(await room.recover(), 0)
    await sql(`update deposit set created_at = now() - interval '11 seconds' where account = $1`, [
      alice
    ])
    t.equal(await room.recover(), 2)
    t.equal(await room.recover(), 0)
    const { data } = await room.list(alice, page)
    t.ok(data.every(({ bolt11 }) => bolt11 !== null))
  })

  await t.test('what the node refuses does not keep the others from completion', async t => {
    const alice = await user()
    node.hush(true)
    for (const memo of ['bad', 'good']) {
      await t.rejects(room.open(ask(alice, { memo })), { code: 'node_unavailable' })
    }
    await sql(`update deposit set created_at = now() - interval '11 seconds' where account = $1`, [
      alice
    ])
    await t.rejects(room.recover(), { code: 'node_unavailable' })
    node.hush(false)
    const picky = deposits({
      em,
      commit,
      now,
      node: {
        invoice: async request => {
          if (request.description === 'bad') throw new NodeRefused('invoice', -32602, 'bad')
          return node.invoice(request)
        }
      }
    })
    t.equal(await picky.recover(), 1)
    t.equal(await room.recover(), 1)
  })

  await t.test('an account lists its own deposits, newest first, page by page', async t => {
    const alice = await user()
    const ids: Id[] = []
    for (let i = 0; i < 3; i++) ids.push((await room.open(ask(alice))).deposit.id)
    const first = await room.list(alice, { limit: 2, cursor: undefined })
    const second = await room.list(alice, { limit: 2, cursor: first.nextCursor })
    t.same(
      [...first.data, ...second.data].map(({ id }) => id),
      ids.sort().reverse()
    )
    t.equal(second.nextCursor, undefined)
    t.ok(ids.every(id => showId('dep', id).startsWith('dep_')))
  })
})
