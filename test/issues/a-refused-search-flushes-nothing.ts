// The fence's search proves by its answer that no earlier search lives. A rune without `getroutes`,
// one with a rate, a key of Sparko's, or a lightningd that answers in its router's place, made of
// the refusal such a proof: what was given back to the payer was then paid all the same.
import { test } from 'tap'
import { clightning } from '../../src/lightning/clightning.ts'
import { NodeRefused } from '../../src/lightning/errors.ts'
import { REFUSED_BY_DOOR } from '../../src/lightning/node-error.ts'
import type { Lightning } from '../../src/lightning/port.ts'
import { room } from '../payment/harness/room.ts'

const answering = (code: number, message: string): Lightning =>
  clightning({
    call: async () => ({ is: 'error', code, message }),
    identity: async () => undefined,
    reconnect: () => undefined,
    close: async () => undefined
  })

const THREADS = 'askrene-max-threads'

/** As CLNRest 26.06.6 passes it on. */
const NOT_PERMITTED = 'Not permitted: method is not equal to xpay'

test('what is given back is not paid, though nobody may search', async t => {
  const house = await room(t)
  const refused = answering(REFUSED_BY_DOOR, NOT_PERMITTED).router
  const search: typeof refused.search = async (...asked) => refused.search(...asked)
  const payer = await house.payer({
    node: real => ({ ...real, router: { ...real.router, search } })
  })
  const alice = await house.user(1_000_000)
  await house.next({ is: 'slow_router', ms: 12_000 })
  const called = payer.step('payment.sent')
  const opened = await payer.pay(alice, await house.invoice(50_000))
  await called
  const leaps = setInterval(() => payer.clock.leap(15_000), 100)
  t.teardown(() => clearInterval(leaps))
  t.match(await payer.ending(opened), { status: 'succeeded' })
  clearInterval(leaps)
  t.ok((await house.balance(alice)) <= 950_000n, 'what was paid is charged')
  t.same(await house.wrong(), [])
  const kept = await house.call('listconfigs', { config: THREADS })
  const asBefore = { result: { configs: { [THREADS]: { value_int: 4 } } } }
  t.match(kept, asBefore, 'the router has its threads again')
})

test('only the router’s own answer counts as one of its searches', async t => {
  const search = async (code: number, message: string) =>
    answering(code, message).router.search('02', 1_000)
  // Recorded from 26.06.6, as the search for nobody always ends.
  t.equal(await search(205, 'Unknown destination node 0279'), true)
  const others = [
    [REFUSED_BY_DOOR, NOT_PERMITTED],
    [-4, 'Plugin terminated before replying to RPC call.'],
    [-5, 'lightningd is shutting down'],
    [-32601, "Unknown command 'getroutes'"],
    [-32602, 'Unknown layer']
  ] as const
  for (const [code, message] of others) await t.rejects(search(code, message), NodeRefused, message)
})
