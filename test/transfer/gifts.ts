import { test } from 'tap'
import type { Id } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { unhindered } from '../../src/core/step.ts'
import { PARTS_MAX, type Taker } from '../../src/transfer/gifts.ts'
import { transfers } from '../../src/transfer/transfers.ts'
import { books, keyFor } from '../harness/books.ts'

test('a gift for whoever comes first', async t => {
  const { em, commit, another, user, balance, sql, wrong } = await books(t)
  const deps = { em, step: unhindered, now: () => new Date(), claimSeconds: 3600 }
  const here = transfers({ ...deps, commit })
  const there = transfers({ ...deps, commit: another() })
  const wish = (count: number, amount = 10) => ({
    count,
    amountMsat: msat(amount),
    memo: undefined,
    expiresInSeconds: 600
  })
  let people = 100
  const taker = async (): Promise<Taker> => ({
    identity: `telegram:${++people}`,
    account: await user()
  })
  const states = async (giver: Id): Promise<unknown> =>
    sql(`select state, count(*)::int from transfer where from_account = $1 group by state`, [giver])

  await t.test('all of it leaves the giver at once, or none of it', async t => {
    const ann = await user(35)
    await t.rejects(here.gifts.offer(ann, keyFor(ann), wish(4)), {
      code: 'insufficient_balance',
      detail: /needs 40 msat, the balance is \d+ msat/
    })
    t.equal(await balance(ann), 35n)
    const key = keyFor(ann)
    const { gift } = await here.gifts.offer(ann, key, wish(3))
    t.equal(await balance(ann), 5n)
    t.same(await there.gifts.offer(ann, key, wish(3)), { gift }, 'a repeat is no second gift')
    t.equal(await balance(ann), 5n)
    for (const count of [0, 1.5, PARTS_MAX + 1]) {
      await t.rejects(here.gifts.offer(ann, keyFor(ann), wish(count, 1)), {
        code: 'invalid_request'
      })
    }
  })

  await t.test('ten come at once for three parts: three have one each', async t => {
    const ann = await user(30)
    const { gift } = await here.gifts.offer(ann, keyFor(ann), wish(3))
    const all = await Promise.all(Array.from({ length: 10 }, taker))
    const taken = await Promise.all(
      all.map(async (one, n) => (n % 2 === 0 ? here : there).gifts.take(gift, one))
    )
    t.equal(taken.filter(({ is }) => is === 'taken').length, 3)
    t.equal(taken.filter(({ is }) => is === 'over').length, 7)
    const has = await Promise.all(all.map(async ({ account }) => balance(account)))
    t.strictSame(has.toSorted(), [0n, 0n, 0n, 0n, 0n, 0n, 0n, 10n, 10n, 10n])
    t.same(await states(ann), [{ state: 'settled', count: 3 }])
    const winner = taken.findIndex(({ is }) => is === 'taken')
    const one = taken[winner]
    if (one?.is !== 'taken') return
    t.match(one.transfer, { status: 'settled', to: all[winner]?.identity })
    t.same(await here.find(ann, one.transfer.id), one.transfer)
  })

  await t.test('nobody has two, however often they press, nor its giver any', async t => {
    const ann = await user(30)
    const { gift } = await here.gifts.offer(ann, keyFor(ann), wish(3))
    const bob = await taker()
    const taken = await Promise.all(
      Array.from({ length: 6 }, async (_, n) => (n % 2 ? here : there).gifts.take(gift, bob))
    )
    t.equal(taken.filter(({ is }) => is === 'taken').length, 1)
    t.equal(taken.filter(({ is }) => is === 'had').length, 5)
    t.equal(await balance(bob.account), 10n)
    t.same(await here.gifts.take(gift, { identity: 'telegram:1', account: ann }), { is: 'own' })
    t.equal(await balance(ann), 0n)
  })

  await t.test('what is left comes back: when its giver ends it, and by itself', async t => {
    const ann = await user(60)
    const [early, late] = [
      (await here.gifts.offer(ann, keyFor(ann), wish(3))).gift,
      (await here.gifts.offer(ann, keyFor(ann), wish(3))).gift
    ]
    const [bob, eve] = [await taker(), await taker()]
    await here.gifts.take(early, bob)
    await here.gifts.end(eve.account, early)
    t.equal(await balance(ann), 0n, 'only by its giver')
    await here.gifts.end(ann, early)
    t.equal(await balance(ann), 20n)
    t.same(await here.gifts.take(early, eve), { is: 'over' })
    await here.gifts.take(late, bob)
    await sql(
      `update transfer set expires_at = now() - interval '1 second' where to_identity = $1`,
      [`gift:${late}`]
    )
    t.same(await here.gifts.take(late, eve), { is: 'over' }, 'its time is over')
    const back = await there.returnExpired()
    t.equal(back.filter(({ to }) => to === `gift:${late}`).length, 2)
    t.equal(await balance(ann), 40n)
    t.equal(await balance(bob.account), 20n)
  })

  t.same(await wrong(), [], 'the books balance')
})
