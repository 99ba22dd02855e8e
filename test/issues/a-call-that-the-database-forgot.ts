// A database that was failed over to a standby which lagged behind says that a payment was not sent
// yet, while its call is out: the same process called a second time.
import { test } from 'tap'
import { heldAccountOf } from '../../src/core/ids.ts'
import { until } from '../e2e/harness/until.ts'
import { room, type Outcome } from '../payment/harness/room.ts'

const BALANCE = 1_000_000

/** As it was before; the guards of the table let nobody else do that. */
const FORGET = `do $$ begin
  set local session_replication_role = replica;
  update payment set state = 'held', dispatched_at = null, node_id = null, node_identity = null,
    generation = null, watermark = null, retry_for = null, slow_mode = null,
    leased_at = now() - interval '1 minute';
end $$`

const ENDS: readonly (readonly [Outcome, string])[] = [
  [{ is: 'slow_router', ms: 4_000 }, 'succeeded'],
  [{ is: 'stall', ms: 4_000, then: 'fail' }, 'failed']
]

for (const [outcome, status] of ENDS) {
  test(`it is called once, and has ${status}`, async t => {
    const house = await room(t)
    const alice = await house.user(BALANCE)
    let calls = 0
    const payer = await house.payer({
      node: real => ({ ...real, pay: async request => ((calls += 1), real.pay(request)) })
    })
    await payer.recover()
    await house.next(outcome, outcome)
    const opened = await payer.pay(alice, await house.invoice(50_000))
    await until(() => calls || undefined)
    await house.sql(FORGET)
    const leaping = setInterval(() => payer.clock.leap(3_000), 100)
    t.teardown(() => clearInterval(leaping))
    t.match(await payer.ending(opened), { status })
    t.equal(calls, 1)
    t.equal(await house.balance(heldAccountOf(alice)), 0n)
    t.same(await house.wrong(), [])
  })
}
