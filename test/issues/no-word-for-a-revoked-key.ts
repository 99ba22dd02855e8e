// Of a key that is revoked nothing begins any more, however much of it waits: whoever found it may
// have asked for more than is ended at a time.
import { test } from 'tap'
import { newId } from '../../src/core/ids.ts'
import { approvalRoom, ask } from '../approval/harness/room.ts'
import { books } from '../harness/books.ts'

test('a yes to what a revoked key asked for begins nothing', async t => {
  const house = await books(t)
  const [owner, key] = [await house.user(), newId()]
  const ids = Array.from({ length: 150 }, () => newId())
  await ask(house, ids, { owner, state: 'waiting', key })
  const begun: string[] = []
  const room = approvalRoom(house, async id => {
    begun.push(id)
    return Promise.resolve({} as never)
  })
  const decided = await room.decide(ids.at(-1) ?? key, owner, true)
  t.equal(decided.is, 'over')
  t.same(begun, [])
})
