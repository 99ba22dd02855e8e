// What waits for its owner waits for that owner alone: one who has blocked the bot, and one whose
// key asks without end, keep nobody else from being asked.
import { test, type Test } from 'tap'
import { askOwners } from '../../src/approval/ask-owners.ts'
import { newId, type Id } from '../../src/core/ids.ts'
import { books } from '../harness/books.ts'

const SHOWN = { amountMsat: '5', maxFeeMsat: '0', surchargeMsat: '0', description: 'x', lapp: null }

async function waiting(t: Test) {
  const { em, user, sql } = await books(t)
  const wait = async (owner: Id) => {
    const id = newId()
    await sql(
      `insert into approval (id, account, owner, kind, state, budget, wish, shown, payment_hash,
         created_at, expires_at)
       values ($1, $2, $2, 'payment', 'waiting', $3, '{}', $4, 'h', now(),
         now() + interval '15 minutes')`,
      [id, owner, newId(), JSON.stringify(SHOWN)]
    )
    return id
  }
  const person = async (external: string) => {
    const account = await user()
    await sql(`insert into identity (kind, external_id, account) values ('telegram', $1, $2)`, [
      external,
      account
    ])
    return account
  }
  return { em, wait, person }
}

test('one who cannot be told keeps nobody else from being asked', async t => {
  const { em, wait, person } = await waiting(t)
  const [eve, ann] = [await person('66'), await person('71')]
  await wait(eve)
  const hers = await wait(ann)
  const asked: Id[] = []
  for (let n = 0; n < 5; n++)
    await askOwners(em, async ({ id, people }) => {
      if (people.includes('66')) throw new Error('403: bot was blocked by the user')
      asked.push(id)
      return Promise.resolve()
    }).catch(() => undefined)
  t.same(asked, [hers], 'Ann is asked, once')
})

test('one whose key asks without end keeps nobody else from being asked', async t => {
  const { em, wait, person } = await waiting(t)
  const [eve, ann] = [await person('66'), await person('71')]
  for (let n = 0; n < 25; n++) await wait(eve)
  const hers = await wait(ann)
  const asked: Id[] = []
  await askOwners(em, async ({ id }) => {
    asked.push(id)
    return Promise.resolve()
  })
  t.ok(asked.includes(hers), 'Ann is asked in the first turn')
  for (let n = 0; n < 30; n++)
    await askOwners(em, async ({ id }) => {
      asked.push(id)
      return Promise.resolve()
    })
  t.equal(new Set(asked).size, 26, 'and everything of Eve in its turn')
  t.equal(asked.length, 26, 'once')
})
