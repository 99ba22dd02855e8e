import { randomBytes } from 'node:crypto'
import { test } from 'tap'
import { identities } from '../../src/account/identities.ts'
import { links, type Link } from '../../src/account/links.ts'
import type { Id } from '../../src/core/ids.ts'
import { openAccount } from '../../src/ledger/open.ts'
import { books } from '../harness/books.ts'

test('people and accounts are joined', async t => {
  const { em, user, sql } = await books(t)
  const room = links(em, randomBytes)
  const gateway = () => identities(em, openAccount)
  const here = gateway()
  const known = async (id: string): Promise<Id> => (await here.open('telegram', id, 'Ann')).account

  async function offered(id: string, own: Id, account: Id): Promise<Link> {
    return room.offer(await room.ask(id, own), account)
  }

  await t.test('what was theirs when they asked is joined only if it still is', async t => {
    const [own, shop, other] = [await known('1'), await user(), await user()]
    await room.join((await offered('1', own, shop)).id, '1')
    await room.part('1')
    const stale = await offered('1', shop, other)
    t.equal(await room.join(stale.id, '1'), undefined, 'the shop goes nowhere')
    t.equal(await gateway().find('telegram', '1'), own)
    const meant = await offered('1', own, other)
    t.match(await room.join(meant.id, '1'), { own, account: other })
  })

  await t.test('two that are joined at once do not go round in a circle', async t => {
    const [ann, eve] = [await known('2'), await known('3')]
    const [one, two] = [await offered('2', ann, eve), await offered('3', eve, ann)]
    const both = await Promise.all([room.join(one.id, '2'), room.join(two.id, '3')])
    t.equal(both.filter(link => link !== undefined).length, 1)
  })

  await t.test('a gateway that was away for long forgets who has moved meanwhile', async t => {
    const [own, shop, there] = [await known('4'), await user(), gateway()]
    await room.join((await offered('4', own, shop)).id, '4')
    t.equal(await there.find('telegram', '4'), shop)
    await room.part('4')
    await sql(`update link set changed_at = now() - interval '2 minutes' where own = $1`, [own])
    await there.watchMoves()
    t.equal(await there.find('telegram', '4'), own)
  })
})
