// Whose an account is: all that one owner has is one.
import { test, type Test } from 'tap'
import { newId, type Id } from '../../../src/core/ids.ts'
import { openAccount } from '../../../src/ledger/open.ts'
import type { Owner } from '../../../src/payment/queue/fairness.ts'
import { findOwners, ownerLookup } from '../../../src/payment/queue/owners.ts'
import { books, type Books } from '../../harness/books.ts'

async function ground(t: Test) {
  const house = await books(t)
  return {
    ...house,
    owner: async (account: Id) => (await findOwners(house.em.fork(), [account])).get(account),
    below: (parent: Id) => openAccount(house.em.fork(), { name: 'below', parent }),
    person: async (name: string) => {
      const account = await house.user()
      await house.sql(
        `insert into identity (kind, external_id, account) values ('telegram', $1, $2)`,
        [name, account]
      )
      return account
    },
    join: async (name: string, own: Id, account: Id) => {
      await house.sql(
        `insert into link (id, kind, external_id, own, code, account, state, expires_at)
         values ($1, 'telegram', $2, $3, $4, $5, 'offered', now())`,
        [newId(), name, own, Buffer.from(newId()), account]
      )
      await state(house, name, 'joined')
      await house.sql(`update identity set account = $1 where external_id = $2`, [account, name])
    }
  }
}

const state = async ({ sql }: Books, name: string, to: string): Promise<void> => {
  await sql(`update link set state = $1 where external_id = $2`, [to, name])
}

/** A payment as it stands in the table; its root is the table's to say. */
async function payment({ sql }: Books, account: Id, as: string, tookS = 1): Promise<void> {
  const hash = newId().replaceAll('-', '').repeat(2)
  const proof = as === 'settled' ? [hash, 1_000] : [null, null]
  await sql(
    `insert into payment (id, account, state, bolt11, payment_hash, payee, amount_msat, max_fee_msat,
       invoice_amountless, invoice_expires_at, dispatched_at, finished_at, preimage, amount_sent_msat)
     values ($1, $2, $3, 'ln', $4, 'p', 1000, 0, false, now(), now(),
       now() + $5 * interval '1 second', $6, $7)`,
    [newId(), account, as, hash, tookS, ...proof]
  )
}

test('sub-accounts, however deep, and what was joined with one of them have one root', async t => {
  const house = await ground(t)
  const alice = await house.user()
  const shop = await house.below(alice)
  const till = await house.below(shop)
  const [ann, bob] = [await house.person('ann'), await house.person('bob')]
  await house.join('ann', ann, till)
  await house.join('bob', bob, alice)
  for (const account of [alice, shop, till, ann, bob]) {
    t.same(await house.owner(account), { root: alice, paid: 0, selfMade: false })
  }
  t.match(await house.owner(await house.below(ann)), { root: alice })
})

test('a stranger is whoever made the account by Telegram, also below it and in a circle', async t => {
  const house = await ground(t)
  const ann = await house.person('ann')
  const shop = await house.below(ann)
  const stranger: Owner = { root: ann, paid: 0, selfMade: true }
  t.same(await house.owner(ann), stranger)
  t.same(await house.owner(shop), stranger)
  await house.join('ann', ann, shop)
  t.same(await house.owner(ann), stranger, 'joined with what is theirs anyway')
  t.same(await house.owner(shop), stranger)
  const bob = await house.person('bob')
  const cid = await house.person('cid')
  await house.join('bob', bob, cid)
  t.same(await house.owner(bob), { root: cid, paid: 0, selfMade: true })
})

test('a stranger stays one, however many are joined with them', async t => {
  const house = await ground(t)
  const ann = await house.person('ann')
  const bob = await house.person('bob')
  await house.join('bob', bob, ann)
  await house.sql(`delete from identity where external_id = 'ann'`)
  await house.sql(
    `with many as (
       insert into link (id, kind, external_id, own, code, account, state, expires_at)
       select gen_random_uuid(), 'telegram', n, $1, n::text::bytea, $2, 'joined', now()
       from generate_series(1, 200) n returning kind, external_id, account)
     insert into identity (kind, external_id, account) select * from many`,
    [bob, ann]
  )
  await house.sql(
    `insert into identity (kind, external_id, account) values ('telegram', 'ann', $1)`,
    [ann]
  )
  t.match(await house.owner(ann), { selfMade: true })
})

test('what is out goes along when somebody is joined, and when they part', async t => {
  const house = await ground(t)
  const [alice, ann] = [await house.user(), await house.person('ann')]
  await payment(house, ann, 'sent')
  await payment(house, ann, 'settled')
  const roots = async () =>
    (await house.sql('select root from payment order by state')).map(row => row['root'])
  t.same(await roots(), [ann, ann])
  await house.join('ann', ann, alice)
  t.same(await roots(), [alice, ann], 'what is over stays where it was')
  await state(house, 'ann', 'parted')
  t.same(await roots(), [ann, ann])
})

test('only what settled within 15 s counts, up to a hundred', async t => {
  const house = await ground(t)
  const alice = await house.user()
  const till = await house.below(alice)
  await payment(house, alice, 'settled')
  await payment(house, till, 'settled')
  await payment(house, till, 'settled', 16)
  await payment(house, till, 'sent')
  t.match(await house.owner(till), { root: alice, paid: 2 })
  for (let n = 0; n < 101; n++) await payment(house, alice, 'settled')
  t.match(await house.owner(till), { root: alice, paid: 100 })
})

test('an owner is known for five seconds, and a stranger until a payment of theirs has ended', async t => {
  let [now, asked] = [0, 0]
  const found: Owner = { root: newId(), paid: 0, selfMade: true }
  const known = ownerLookup(
    async account => {
      asked += 1
      if (account === found.root) return found
      return account.startsWith('0') ? { ...found, selfMade: false } : undefined
    },
    () => now
  )
  const [operators, nobody] = ['0' as Id, 'x' as Id]
  for (const account of [found.root, found.root, operators, operators]) await known.of(account)
  t.equal(asked, 2)
  known.ended(found.root)
  known.ended(operators)
  await known.of(operators)
  t.equal(asked, 2)
  await known.of(found.root)
  t.equal(asked, 3)
  now = 5_001
  await known.of(operators)
  t.equal(asked, 4)
  t.same(await known.of(nobody), { root: nobody, paid: 0, selfMade: true })
})
