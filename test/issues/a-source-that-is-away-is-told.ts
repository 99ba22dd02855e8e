// A source that is looked at in vain for long is told to the operator, whatever the reason, since
// deposits through it wait.
import { test } from 'tap'
import { until } from '../deposit/harness/doors.ts'
import { elsewhere } from '../deposit/harness/elsewhere.ts'

const MINUTE_MS = 60_000

test('a charge that is away for ten minutes is told, until it is there again', async t => {
  const on = await elsewhere(t)
  const alice = await on.user()
  const deposit = await on.ask(alice, 'charge', 5)
  on.pay(deposit.bolt11)
  await on.served.charge.close()
  const due = async () => on.sql('update deposit_look set next_at = now()')
  const fails = async () => {
    const before = on.away.length
    await due()
    t.ok(await until(async () => on.away.length > before))
  }
  const stop = on.gateway()
  await fails()
  t.same(on.waiting.told(), [], 'an outage of a moment wakes nobody')
  for (let minutes = 0; minutes < 10; minutes += 2) {
    on.pass(2 * MINUTE_MS)
    await fails()
  }
  t.match(on.waiting.told(), [/charge/])
  on.served.charge = await on.open.charge()
  await due()
  t.ok(await until(async () => (await on.found(deposit)).status === 'settled'))
  t.ok(await until(async () => on.waiting.told().length === 0))
  await stop()
})

test('what failed once, and is looked at by another process since, is not told', async t => {
  const on = await elsewhere(t)
  on.waiting.failed('onchain')
  on.pass(11 * MINUTE_MS)
  t.same(on.waiting.told(), [])
  on.waiting.failed('onchain')
  t.same(on.waiting.told(), [], 'a failure long after another is a new one')
})
