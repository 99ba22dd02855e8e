import fc from 'fast-check'
import { test } from 'tap'
import { HOUSE, heldAccountOf, newId, showId } from '../../src/core/ids.ts'
import { msat, MSAT_MAX } from '../../src/core/msat.ts'
import { unhindered } from '../../src/core/step.ts'
import { transfers } from '../../src/transfer/transfers.ts'
import { books, keyFor } from '../harness/books.ts'

const wish = (to: string, amountMsat: number, memo?: string) => ({
  to,
  amountMsat: msat(amountMsat),
  memo,
  expiresInSeconds: undefined
})

test('a transfer moves money once for its key', async t => {
  const house = await books(t)
  const { em, commit, user, balance, sql, wrong } = house
  const now = (): Date => new Date()
  const deps = { em, step: unhindered, now, claimSeconds: 604_800 }
  const { send, find } = transfers({ ...deps, commit })
  const acc = (id: Awaited<ReturnType<typeof user>>): string => showId('acc', id)

  await t.test('a transfer is at once, free, and seen by both sides and nobody else', async t => {
    const [alice, bob, eve] = [await user(100), await user(), await user()]
    const key = keyFor(alice)
    const { transfer, replayed } = await send(alice, key, wish(acc(bob), 60, 'now'))
    t.equal(replayed, false)
    t.match(transfer, { status: 'settled', from: alice, to: acc(bob), amountMsat: 60n })
    t.match(transfer, { memo: 'now', expiresAt: null })
    t.same([await balance(alice), await balance(bob)], [40n, 60n])
    t.same(await find(alice, transfer.id), transfer)
    t.same(await find(bob, transfer.id), transfer)
    const noted = { ...wish(acc(bob), 1), metadata: { order: '7' } }
    const { transfer: second } = await send(alice, keyFor(alice), noted)
    t.same(
      await Promise.all([transfer, second].map(async ({ id }) => find(alice, id))),
      [transfer, second],
      'each its own, where both are asked for at once'
    )
    t.match(await find(bob, second.id), { id: second.id, metadata: {} })
    t.equal(await find(eve, transfer.id), undefined)
    t.equal(await find(alice, newId()), undefined)
  })

  await t.test(
    'a repeat shows the same transfer and moves nothing, also when the money is gone',
    async t => {
      const [alice, bob] = [await user(100), await user()]
      const key = keyFor(alice)
      const first = await send(alice, key, wish(acc(bob), 100))
      const again = await send(alice, key, wish(acc(bob), 100))
      t.same(again, { transfer: first.transfer, replayed: true })
      t.same([await balance(alice), await balance(bob)], [0n, 100n])
    }
  )

  await t.test('a key that came with another request is refused', async t => {
    const [alice, bob] = [await user(100), await user()]
    await send(alice, keyFor(alice, 'k', 1), wish(acc(bob), 10))
    await t.rejects(send(alice, keyFor(alice, 'k', 2), wish(acc(bob), 11)), {
      code: 'idempotency_key_reused'
    })
    t.equal(await balance(alice), 90n)
  })

  await t.test('the same key of two accounts is two keys', async t => {
    const [alice, bob] = [await user(100), await user(100)]
    await send(alice, keyFor(alice, 'same'), wish(acc(bob), 10))
    const { replayed } = await send(bob, keyFor(bob, 'same'), wish(acc(alice), 10))
    t.equal(replayed, false)
  })

  await t.test('a hundred repeats at once, in two processes, are one transfer', async t => {
    const [alice, bob] = [await user(1000), await user()]
    const other = transfers({ ...deps, commit: house.another() })
    const key = keyFor(alice)
    const all = await Promise.all(
      Array.from({ length: 100 }, async (_, i) =>
        (i % 2 ? other.send : send)(alice, key, wish(acc(bob), 10))
      )
    )
    t.equal(new Set(all.map(({ transfer }) => transfer.id)).size, 1)
    t.equal(all.filter(({ replayed }) => !replayed).length, 1)
    t.equal(await balance(bob), 10n)
  })

  await t.test('more than there is, is refused whole and keeps no key', async t => {
    const [alice, bob] = [await user(99), await user()]
    const key = keyFor(alice)
    for (const amount of [100, Number(MSAT_MAX)]) {
      await t.rejects(send(alice, key, wish(acc(bob), amount)), {
        code: 'insufficient_balance',
        detail: `The transfer needs ${amount} msat, the balance is 99 msat`
      })
    }
    t.same([await balance(alice), await balance(bob)], [99n, 0n])
    const { replayed } = await send(alice, key, wish(acc(bob), 99))
    t.equal(replayed, false)
  })

  await t.test('nobody there: strangers, the house, holds and nonsense', async t => {
    const [alice, bob] = [await user(100), await user()]
    const ids = [newId(), ...Object.values(HOUSE), heldAccountOf(bob), heldAccountOf(alice)]
    for (const to of [...ids.map(id => showId('acc', id)), 'acc_', 'acc_x', `${acc(bob)}0`]) {
      await t.rejects(send(alice, keyFor(alice), wish(to, 1)), {
        code: 'recipient_unknown',
        fields: [{ pointer: '/to' }]
      })
    }
    const malformed = ['', 'bob', 'telegram:', 'telegram:0', 'telegram:1e3', 'telegram:-1', bob]
    for (const to of malformed) {
      await t.rejects(send(alice, keyFor(alice), wish(to, 1)), {
        code: 'invalid_request',
        fields: [{ pointer: '/to' }]
      })
    }
    t.equal(await balance(alice), 100n)
  })

  await t.test('nobody sends to themselves, by account or by name', async t => {
    const alice = await user(100)
    await sql(`insert into identity values ('telegram', '77', $1)`, [alice])
    for (const to of [acc(alice), 'telegram:77']) {
      await t.rejects(send(alice, keyFor(alice), wish(to, 1)), {
        code: 'invalid_request',
        fields: [{ pointer: '/to' }]
      })
    }
  })

  await t.test(
    'of 200 transfers of 10 from 100, in three processes, exactly 10 are made',
    async t => {
      const [alice, bob] = [await user(100), await user()]
      const rooms = [commit, house.another(), house.another()].map(c =>
        transfers({ ...deps, commit: c })
      )
      const all = await Promise.allSettled(
        Array.from({ length: 200 }, async (_, i) =>
          rooms[i % 3]?.send(alice, keyFor(alice), wish(acc(bob), 10))
        )
      )
      const refused = all.filter(one => one.status === 'rejected')
      t.equal(refused.length, 190)
      t.ok(refused.every(one => (one.reason as { code: string }).code === 'insufficient_balance'))
      t.same([await balance(alice), await balance(bob)], [0n, 100n])
    }
  )

  await t.test('money that goes round and round comes back whole', async t => {
    const [alice, bob] = [await user(100), await user(100)]
    for (let round = 0; round < 10; round++) {
      await Promise.all(
        Array.from({ length: 50 }, async (_, i) => {
          const [from, to] = i % 2 ? [alice, bob] : [bob, alice]
          await send(from, keyFor(from), wish(acc(to), 4))
        })
      )
    }
    t.same([await balance(alice), await balance(bob)], [100n, 100n])
  })

  await t.test('whatever is sent by whom, nothing is made, lost or owed', async () => {
    const people = [await user(1000), await user(1000), await user(1000)]
    const person = fc.nat({ max: 2 })
    const step = fc.tuple(person, person, fc.integer({ min: 1, max: 1500 }))
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async steps => {
        await Promise.allSettled(
          steps.map(async ([a, b, amount]) => {
            const [from, to] = [people[a], people[b]]
            if (from && to) await send(from, keyFor(from), wish(acc(to), amount))
          })
        )
        const left = await Promise.all(people.map(balance))
        return left.every(b => b >= 0n) && left.reduce((sum, b) => sum + b, 0n) === 3000n
      }),
      { numRuns: 25 }
    )
  })

  await t.test('and after all this the books balance', async t => {
    t.same(await wrong(), [])
  })
})
