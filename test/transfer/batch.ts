import fc from 'fast-check'
import { test } from 'tap'
import { newId, showId, type Id } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { unhindered } from '../../src/core/step.ts'
import type { Commit } from '../../src/ledger/unit.ts'
import { BATCH_MAX } from '../../src/transfer/batch.ts'
import { transfers } from '../../src/transfer/transfers.ts'
import { books, keyFor } from '../harness/books.ts'

const wish = (to: string, amountMsat = 10) => ({
  to,
  amountMsat: msat(amountMsat),
  memo: undefined,
  expiresInSeconds: undefined
})

const DEAD = new Error('killed')

/** A process that dies at its nth commit, with that one written or not. */
function mortal(commit: Commit, commits: number, written: boolean): Commit {
  let left = commits
  return async unit => {
    left--
    if (left > 0) return commit(unit)
    if (left === 0 && written) await commit(unit)
    throw DEAD
  }
}

test('each transfer of a batch is made once, or says why not', async t => {
  const { em, commit, another, user, balance, sql, wrong } = await books(t)
  const deps = { em, step: unhindered, now: () => new Date(), claimSeconds: 3600 }
  const { batch, find, claim } = transfers({ ...deps, commit })
  const acc = (id: Id): string => showId('acc', id)

  await t.test('each part stands or falls alone, and the answers are in order', async t => {
    const [alice, bob, carol] = [await user(100), await user(), await user()]
    await sql(`insert into identity values ('telegram', '1', $1)`, [carol])
    const wishes = [
      wish(acc(bob), 30),
      wish(acc(newId()), 1),
      wish(acc(bob), 1000),
      wish(acc(alice), 1),
      wish('nobody', 1),
      wish('telegram:1', 20),
      wish('telegram:2', 10)
    ]
    const { results, replayed } = await batch(alice, keyFor(alice), wishes)
    t.equal(replayed, false)
    t.same(
      results.map(({ transfer, error }) => transfer?.status ?? error?.code),
      [
        'settled',
        'recipient_unknown',
        'insufficient_balance',
        'invalid_request',
        'invalid_request',
        'settled',
        'claimable'
      ]
    )
    t.same([await balance(alice), await balance(bob), await balance(carol)], [40n, 30n, 20n])
  })

  await t.test(
    'a repeat answers the same, the refusals too, though there is money now',
    async t => {
      const [alice, bob] = [await user(10), await user()]
      const wishes = [wish(acc(bob)), wish(acc(bob)), wish(acc(newId()))]
      const key = keyFor(alice)
      const first = await batch(alice, key, wishes)
      t.equal(first.results[1]?.error?.code, 'insufficient_balance')
      await batch(bob, keyFor(bob), [wish(acc(alice))])
      t.same(await batch(alice, key, wishes), { results: first.results, replayed: true })
      t.equal(await balance(alice), 10n)
    }
  )

  await t.test('a repeat shows each transfer in its present state', async t => {
    const [alice, bob] = [await user(10), await user()]
    const key = keyFor(alice)
    await batch(alice, key, [wish('telegram:3')])
    await claim('telegram:3', bob)
    const { results } = await batch(alice, key, [wish('telegram:3')])
    t.match(results, [{ transfer: { status: 'settled', to: 'telegram:3' } }])
  })

  await t.test(
    'a key that came with another batch is refused, and nothing of it is done',
    async t => {
      const [alice, bob] = [await user(100), await user()]
      await batch(alice, keyFor(alice, 'k', 1), [wish(acc(bob))])
      const other = batch(alice, keyFor(alice, 'k', 2), [wish(acc(bob)), wish(acc(bob))])
      await t.rejects(other, { code: 'idempotency_key_reused' })
      t.equal(await balance(bob), 10n)
    }
  )

  await t.test('what was refused is nobody’s transfer', async t => {
    const alice = await user()
    await batch(alice, keyFor(alice), [wish(acc(newId()))])
    const [row] = await sql(`select id from transfer where from_account = $1`, [alice])
    t.equal(await find(alice, row?.['id'] as Id), undefined)
  })

  await t.test('a thousand are made, a thousand and one are not, nor are none', async t => {
    const [alice, bob] = [await user(100_000), await user()]
    const wishes = Array.from({ length: BATCH_MAX }, () => wish(acc(bob)))
    const { results } = await batch(alice, keyFor(alice), wishes)
    t.equal(new Set(results.map(({ transfer }) => transfer?.id)).size, BATCH_MAX)
    t.equal(await balance(bob), 10_000n)
    for (const wrong of [[], [...wishes, wish(acc(bob))]]) {
      const refused = batch(alice, keyFor(alice), wrong)
      await t.rejects(refused, { code: 'invalid_request', fields: [{ pointer: '/transfers' }] })
    }
  })

  await t.test('where the money is not enough for all, the first ones get it', async t => {
    const [alice, bob] = [await user(35), await user()]
    const wishes = Array.from({ length: 6 }, () => wish(acc(bob)))
    const { results } = await batch(alice, keyFor(alice), wishes)
    t.same(
      results.map(({ error }) => error === null),
      [true, true, true, false, false, false]
    )
  })

  await t.test('repeats at the same time, in two processes, agree on every part', async t => {
    const [alice, bob] = [await user(55), await user()]
    const other = transfers({ ...deps, commit: another() })
    const wishes = [
      ...Array.from({ length: 10 }, () => wish(acc(bob))),
      wish(acc(newId())),
      wish(acc(alice))
    ]
    const key = keyFor(alice)
    const all = await Promise.all(
      Array.from({ length: 6 }, async (_, i) => (i % 2 ? other.batch : batch)(alice, key, wishes))
    )
    for (const { results } of all) t.same(results, all[0]?.results)
    t.equal(all.filter(({ replayed }) => !replayed).length, 1)
    t.equal(await balance(bob), 50n)
  })

  await t.test(
    'killed at any commit, before it or after it, a repeat completes the batch',
    async t => {
      const [bob, stranger] = [await user(), newId()]
      // The key, four parts that reach the ledger, and three refusals.
      for (let point = 1; point <= 8; point++) {
        for (const written of [true, false]) {
          const [alice, before] = [await user(25), await balance(bob)]
          const wishes = [
            ...[wish(acc(bob)), wish(acc(stranger)), wish(acc(bob))],
            ...[wish(acc(bob)), wish(acc(alice))]
          ]
          const key = keyFor(alice)
          const dying = transfers({ ...deps, commit: mortal(commit, point, written) })
          const died = await dying.batch(alice, key, wishes).then(
            () => false,
            (error: unknown) => error === DEAD
          )
          const { results } = await batch(alice, key, wishes)
          t.equal(results.filter(({ error }) => error === null).length, 2, `point ${point}`)
          t.equal((await balance(bob)) - before, 20n)
          t.equal(await balance(alice), 5n)
          t.same((await batch(alice, key, wishes)).results, results)
          t.ok(died)
        }
      }
    }
  )

  await t.test('whatever is in it, a batch and its repeat agree, and money is kept', async t => {
    const people = [await user(500), await user(500)] as const
    const to = fc.constantFrom(...people.map(acc), acc(newId()), 'telegram:4', 'x')
    const part = fc.tuple(to, fc.integer({ min: 1, max: 600 }))
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 8 }), async parts => {
        const [alice] = people
        const before = await balance(alice)
        const key = keyFor(alice)
        const wishes = parts.map(([name, amount]) => wish(name, amount))
        const { results } = await batch(alice, key, wishes)
        const again = await batch(alice, key, wishes)
        t.same(again.results, results)
        const gone = results.reduce((sum, { transfer }) => sum + (transfer?.amountMsat ?? 0n), 0n)
        return (await balance(alice)) === before - gone
      }),
      { numRuns: 20 }
    )
    t.same(await wrong(), [])
  })
})
