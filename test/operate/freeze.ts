import { test } from 'tap'
import { freezeWatch, setFrozen } from '../../src/operate/freeze.ts'
import { books } from '../harness/books.ts'

const WORD = { by: 'ada', reason: 'the node is being moved' }

test('a freeze is seen by every process within a second, and so is its end', async t => {
  const house = await books(t)
  let now = 0
  const [here, there] = [freezeWatch(house.em, () => now), freezeWatch(house.em, () => now)]
  t.same([await here(), await there()], [undefined, undefined])
  await setFrozen(true, WORD, house)
  now += 1_001
  for (const why of [await here(), await there()])
    t.match(why, /frozen \(the node is being moved\)/)
  await t.rejects(setFrozen(true, WORD, house), { message: /frozen already/ })
  await setFrozen(false, { ...WORD, reason: 'it is back' }, house)
  now += 1_001
  t.equal(await there(), undefined)
  await t.rejects(setFrozen(false, WORD, house), { message: /not frozen already/ })
  t.match(await house.sql('select what from operation order by created_at'), [
    { what: 'freeze' },
    { what: 'unfreeze' }
  ])
})
