import { test } from 'tap'
import { HOUSE, type Id } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { unhindered } from '../../src/core/step.ts'
import { transfers } from '../../src/transfer/transfers.ts'
import { books, keyFor } from '../harness/books.ts'

const tip = (to: string, expiresInSeconds?: number) => ({
  to,
  amountMsat: msat(10),
  memo: undefined,
  expiresInSeconds
})

test('transfers to people who are not known', async t => {
  const { em, commit, another, user, balance, sql, wrong } = await books(t)
  const now = (): Date => new Date('2031-01-01T00:00:00Z')
  const deps = { em, step: unhindered, now, claimSeconds: 3600 }
  const here = transfers({ ...deps, commit })
  const there = transfers({ ...deps, commit: another() })

  const know = async (person: number, account: Id): Promise<unknown> =>
    sql(`insert into identity values ('telegram', $1, $2)`, [person, account])
  const late = async (id: Id): Promise<unknown> =>
    sql(`update transfer set expires_at = now() - interval '1 second' where id = $1`, [id])
  const waiting = async (): Promise<bigint> => {
    const [row] = await sql(
      `select coalesce(sum(case when credit_account = $1 then amount_msat else -amount_msat end), 0) as sum
       from entry where $1 in (credit_account, debit_account)`,
      [HOUSE.claims]
    )
    return BigInt(String(row?.['sum']))
  }

  await t.test('the money waits with the house until the default time is over', async t => {
    const alice = await user(100)
    const { transfer } = await here.send(alice, keyFor(alice), tip('telegram:1'))
    t.match(transfer, { status: 'claimable', to: 'telegram:1' })
    t.same(transfer.expiresAt, new Date('2031-01-01T01:00:00Z'))
    t.equal(await balance(alice), 90n)
    t.equal(await waiting(), 10n)
    t.same(await here.find(alice, transfer.id), transfer)
    const own = await here.send(alice, keyFor(alice), tip('telegram:1', 60))
    t.same(own.transfer.expiresAt, new Date('2031-01-01T00:01:00Z'))
  })

  await t.test('whoever comes claims all of it, once', async t => {
    const [alice, bob] = [await user(100), await user()]
    const key = keyFor(alice)
    const { transfer } = await here.send(alice, key, tip('telegram:2'))
    await here.send(alice, keyFor(alice), tip('telegram:2'))
    await know(2, bob)
    const both = await Promise.all([
      here.claim('telegram:2', bob),
      there.claim('telegram:2', bob),
      here.claim('telegram:2', bob)
    ])
    t.equal(both.flat().length, 2)
    t.ok(both.flat().every(claimed => claimed.status === 'settled'))
    t.equal(await balance(bob), 20n)
    t.match(await here.find(bob, transfer.id), { status: 'settled', to: 'telegram:2' })
    const again = await here.send(alice, key, tip('telegram:2'))
    t.equal(again.replayed, true)
    t.match(again.transfer, { id: transfer.id, status: 'settled' })
  })

  await t.test('a person who is known is paid at once', async t => {
    const [alice, bob] = [await user(100), await user()]
    await know(3, bob)
    const { transfer } = await here.send(alice, keyFor(alice), tip('telegram:3'))
    t.match(transfer, { status: 'settled', to: 'telegram:3', expiresAt: null })
    t.equal(await balance(bob), 10n)
  })

  await t.test('a person who becomes known while the money is on its way gets it', async t => {
    const [alice, bob] = [await user(100), await user()]
    const slow = transfers({
      ...deps,
      commit: async unit => {
        if (unit.claims.length > 0) {
          await know(4, bob)
          await here.claim('telegram:4', bob)
        }
        return commit(unit)
      }
    })
    const { transfer } = await slow.send(alice, keyFor(alice), tip('telegram:4'))
    t.match(transfer, { status: 'settled', to: 'telegram:4' })
    t.equal(await balance(bob), 10n)
  })

  await t.test('so does a person who becomes known in the middle of a batch', async t => {
    const [alice, bob] = [await user(100), await user()]
    const slow = transfers({
      ...deps,
      commit: async unit => {
        if (unit.entries[0]?.kind === 'transfer') await know(9, bob)
        return commit(unit)
      }
    })
    const { results } = await slow.batch(alice, keyFor(alice), [tip('telegram:9')])
    t.match(results, [{ transfer: { status: 'settled', to: 'telegram:9' } }])
    t.equal(await balance(bob), 10n)
  })

  await t.test('what nobody claimed in time returns whole, once', async t => {
    const alice = await user(100)
    const { transfer } = await here.send(alice, keyFor(alice), tip('telegram:5'))
    t.same(await here.returnExpired(), [])
    await late(transfer.id)
    const both = await Promise.all([here.returnExpired(), there.returnExpired()])
    t.same(
      both.flat().map(({ id, status }) => [id, status]),
      [[transfer.id, 'returned']]
    )
    t.equal(await balance(alice), 100n)
    t.match(await here.find(alice, transfer.id), { status: 'returned' })
    const bob = await user()
    t.same(await here.claim('telegram:5', bob), [])
    t.equal(await balance(bob), 0n)
  })

  await t.test('claimed and returned at the same time, it is one of the two', async t => {
    const [alice, bob] = [await user(100), await user()]
    const sent = await Promise.all(
      Array.from({ length: 10 }, async () => here.send(alice, keyFor(alice), tip('telegram:6')))
    )
    for (const { transfer } of sent) await late(transfer.id)
    await Promise.all([there.claim('telegram:6', bob), here.returnExpired()])
    t.equal((await balance(alice)) + (await balance(bob)), 100n)
    const rows = await sql(`select state, to_account from transfer where from_account = $1`, [
      alice
    ])
    t.equal(BigInt(rows.filter(row => row['state'] === 'settled').length) * 10n, await balance(bob))
    t.ok(rows.every(row => (row['to_account'] === bob) === (row['state'] === 'settled')))
  })

  await t.test('a tip to oneself under another name is not claimed, it returns', async t => {
    const alice = await user(100)
    const { transfer } = await here.send(alice, keyFor(alice), tip('telegram:7'))
    await know(7, alice)
    t.same(await here.claim('telegram:7', alice), [])
    await late(transfer.id)
    t.match(await here.returnExpired(), [{ id: transfer.id, from: alice }])
    t.equal(await balance(alice), 100n)
  })

  await t.test(
    'who is known, whose claim was never made, gets it at the next look, late or not',
    async t => {
      // The process died between the identity and the claim.
      const [alice, bob] = [await user(100), await user()]
      const sent = await here.send(alice, keyFor(alice), tip('telegram:10'))
      await here.send(alice, keyFor(alice), tip('telegram:10'))
      await late(sent.transfer.id)
      await know(10, bob)
      t.same(await here.returnExpired(), [])
      t.equal(await balance(bob), 20n)
      t.match(await here.find(bob, sent.transfer.id), { status: 'settled', to: 'telegram:10' })
    }
  )

  await t.test('more than one run of them returns', async t => {
    const alice = await user(2000)
    const wishes = Array.from({ length: 130 }, () => tip('telegram:8'))
    await here.batch(alice, keyFor(alice), wishes)
    await sql(`update transfer set expires_at = now() where to_identity = 'telegram:8'`)
    t.equal((await here.returnExpired()).length, 130)
    t.equal(await balance(alice), 2000n)
  })

  await t.test('whose claim fails has it still waiting; what is nobody’s returns', async t => {
    const [alice, bob] = [await user(100), await user()]
    const theirs = await here.send(alice, keyFor(alice), tip('telegram:21'))
    const nobodys = await here.send(alice, keyFor(alice), tip('telegram:22'))
    await know(21, bob)
    await late(theirs.transfer.id)
    await late(nobodys.transfer.id)
    const failing = transfers({
      ...deps,
      commit: async unit => {
        if (unit.entries[0]?.kind === 'claim') throw new Error('a passing fault')
        return commit(unit)
      }
    })
    await t.rejects(failing.returnExpired(), { message: 'a passing fault' })
    t.match(await here.find(alice, theirs.transfer.id), { status: 'claimable' })
    t.match(await here.find(alice, nobodys.transfer.id), { status: 'returned' })
    await here.returnExpired()
    t.match(await here.find(alice, theirs.transfer.id), { status: 'settled' })
    t.equal(await balance(bob), 10n)
  })

  await t.test('the books balance, and what waits is what is claimable', async t => {
    t.same(await wrong(), [])
    const [row] = await sql(`select sum(amount_msat) from transfer where state = 'claimable'`)
    t.equal(await waiting(), BigInt(String(row?.['sum'])))
  })
})
