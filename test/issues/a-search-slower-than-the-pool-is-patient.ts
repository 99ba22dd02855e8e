// A fence whose search took more than ten seconds lost its lock to the pool's limit for forgotten
// transactions: on a node with slow routing no lost call could ever be given back.
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'tap'
import { newId } from '../../src/core/ids.ts'
import { room } from '../payment/harness/room.ts'

const SEARCH_MS = 11_000

test('a fence waits for a search for as long as it says', async t => {
  const house = await room(t)
  const payer = await house.payer({
    node: real => ({
      ...real,
      router: {
        ...real.router,
        search: async (...asked) => {
          await sleep(SEARCH_MS)
          return real.router.search(...asked)
        }
      }
    })
  })
  const generation = await payer.fence.generations.current(undefined)
  t.equal(await payer.fence.closeLayer(generation), true)
  t.same(await house.sql('select * from router_threads'), [], 'and puts back what it had changed')
  t.equal(await payer.fence.closeLayer(newId()), false, 'one that nobody knows is not closed')
})
