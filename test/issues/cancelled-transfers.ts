// Issue 13.15: a sender can take back what nobody has claimed; a list of what was sent and came.
import { test } from 'tap'
import { showId, type Id } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import type { Only } from '../../src/core/page.ts'
import { unhindered } from '../../src/core/step.ts'
import { transfers } from '../../src/transfer/transfers.ts'
import { books, keyFor } from '../harness/books.ts'
import { ask, gateway, ME, rooms, transfer } from '../http/fixtures/gateway.ts'

const wish = (to: string, more: object = {}) => ({
  to,
  amountMsat: msat(10),
  memo: undefined,
  expiresInSeconds: undefined,
  ...more
})

test('what waits to be claimed can be taken back', async t => {
  const { em, commit, another, user, balance, sql, wrong } = await books(t)
  const deps = { em, step: unhindered, now: () => new Date(), claimSeconds: 3600 }
  const here = transfers({ ...deps, commit })
  const there = transfers({ ...deps, commit: another() })
  let people = 100
  const know = async (account: Id) => {
    await sql(`insert into identity values ('telegram', $1, $2)`, [++people, account])
    return `telegram:${people}`
  }

  await t.test('by its sender, once, and it is told', async t => {
    const [alice, mallory] = [await user(100), await user()]
    const key = keyFor(alice)
    await know(alice)
    const { transfer } = await here.send(alice, key, wish('telegram:1'))
    t.equal(await here.cancel(mallory, transfer.id), undefined, 'another has sent no such thing')
    t.equal(await balance(alice), 90n)
    t.match(await here.cancel(alice, transfer.id), { status: 'returned' })
    t.match(await there.cancel(alice, transfer.id), { status: 'returned' })
    t.equal(await balance(alice), 100n)
    const news = await sql(`select type from outbox where subject = $1`, [transfer.id])
    t.strictSame(news, [{ type: 'transfer.returned' }])
    t.match(await here.send(alice, key, wish('telegram:1')), { transfer: { status: 'returned' } })
  })

  await t.test('what was claimed, or went at once, stays with whom it went to', async t => {
    const [alice, bob] = [await user(100), await user()]
    const { transfer } = await here.send(alice, keyFor(alice), wish('telegram:2'))
    await here.claim('telegram:2', bob)
    t.match(await here.cancel(alice, transfer.id), { status: 'settled' })
    t.equal(await here.cancel(bob, transfer.id), undefined, 'the receiver has nothing to cancel')
    const direct = await here.send(alice, keyFor(alice), wish(showId('acc', bob)))
    t.match(await here.cancel(alice, direct.transfer.id), { status: 'settled' })
    t.equal(await balance(bob), 20n)
  })

  await t.test('of a claim and a cancel at once, one has the money', async t => {
    const [alice, bob] = [await user(1_000), await user()]
    for (let round = 0; round < 20; round++) {
      const to = `telegram:${1_000 + round}`
      const { transfer } = await here.send(alice, keyFor(alice), wish(to))
      const [claimed, ...cancelled] = await Promise.all([
        there.claim(to, bob),
        here.cancel(alice, transfer.id),
        there.cancel(alice, transfer.id)
      ])
      const is = claimed.length === 1 ? 'settled' : 'returned'
      for (const one of cancelled) t.equal(one?.status, is)
    }
    t.equal((await balance(alice)) + (await balance(bob)), 1_000n)
  })

  t.strictSame(await wrong(), [])
})

test('what an account sent and received is listed, newest first', async t => {
  const { em, commit, user } = await books(t)
  const room = transfers({
    em,
    commit,
    step: unhindered,
    now: () => new Date(),
    claimSeconds: 3600
  })
  const [alice, bob] = [await user(1_000), await user(1_000)]
  const send = async (from: Id, to: string, more = {}) =>
    (await room.send(from, keyFor(from), wish(to, more))).transfer.id
  const metadata = { order: '5', shop: 'x' }
  const sent = await send(alice, showId('acc', bob), { metadata })
  const came = await send(bob, showId('acc', alice), { metadata: { order: '5' } })
  const waiting = await send(alice, 'telegram:1')
  const back = await send(alice, 'telegram:2')
  await room.cancel(alice, back)
  await send(bob, 'telegram:3')
  const { results } = await room.batch(alice, keyFor(alice), [
    wish(showId('acc', bob)),
    wish('acc_nobody')
  ])
  const part = results[0]?.transfer?.id
  const list = async (account: Id, only?: Only) => {
    const { data } = await room.list(account, { limit: 100, cursor: undefined, only })
    return data.map(({ id }) => id)
  }
  t.strictSame(await list(alice), [part, back, waiting, came, sent])
  t.strictSame(await list(alice, { status: 'claimable' }), [waiting])
  t.strictSame(await list(alice, { status: 'returned' }), [back])
  t.strictSame(await list(alice, { createdAfter: new Date(Date.now() + 60_000) }), [])
  t.strictSame((await list(alice, { createdBefore: new Date(Date.now() + 60_000) })).length, 5)

  t.strictSame(await list(alice, { metadata: { order: '5' } }), [sent], 'what it noted itself')
  t.strictSame(await list(alice, { metadata: { order: '6' } }), [])
  t.match(await room.find(alice, sent), { metadata })
  t.strictSame((await room.find(bob, sent))?.metadata, {}, 'notes are of the sender alone')
  const seen = (await room.list(bob, { limit: 100, cursor: undefined })).data
  t.strictSame(seen.find(({ id }) => id === sent)?.metadata, {})

  const pages: Id[] = []
  for (let cursor: string | undefined, more = true; more;) {
    const page = await room.list(alice, { limit: 2, cursor })
    pages.push(...page.data.map(({ id }) => id))
    cursor = page.nextCursor
    more = cursor !== undefined
  }
  t.strictSame(pages, await list(alice))
  await t.rejects(room.list(alice, { limit: 1, cursor: 'x' }), { code: 'invalid_request' })
})

test('the route answers the transfer, or that there is none', async t => {
  const waiting = { ...transfer, from: ME, status: 'returned' as const }
  const cancel = async (_: Id, id: Id) => Promise.resolve(id === transfer.id ? waiting : undefined)
  const app = await gateway(t, { transfers: { ...rooms.transfers, cancel } })
  const post = async (id: string, scopes: readonly ('transfers:write' | 'account:read')[]) =>
    ask(app, { method: 'POST', url: `/v1/transfers/${id}/cancel`, scopes })
  const known = showId('trf', transfer.id)
  const done = await post(known, ['transfers:write'])
  t.equal(done.statusCode, 200)
  t.match(done.json(), { id: known, status: 'returned' })
  t.equal((await post(known, ['account:read'])).statusCode, 403)
  t.equal((await post(showId('trf', ME), ['transfers:write'])).statusCode, 404)
  t.equal((await post('x', ['transfers:write'])).statusCode, 404)
})
