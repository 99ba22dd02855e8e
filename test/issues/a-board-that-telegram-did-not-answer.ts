// A tip whose board Telegram did not answer for was shown to nobody, ever: neither who got it nor
// the button by which it is claimed.
import { test } from 'tap'
import { start } from '../e2e/harness/gateway.ts'
import { told } from '../e2e/harness/place.ts'
import { ask as sql } from '../harness/sql.ts'
import { houseApart } from '../bot/harness/apart.ts'
import { botOf, GROUP, house } from '../bot/harness/gateway.ts'

test('a tip is shown once Telegram answers again', async t => {
  const { tg, person, fund } = await house(t)
  const [ann, shy] = [person(71, 'Ann'), person(72, 'Shy')]
  await fund(ann, 1_000_000)
  const { message } = shy.says('hm', GROUP)
  tg.cut('sendMessage', 1)
  ann.says('/tip 40', GROUP, { reply: message })
  await tg.sees(GROUP, /40 sat from Ann\nTo get it, start a chat/)
})

test('and if the gateway died while it was shown', async t => {
  const { tg, gateway, person, fund } = await houseApart(t)
  const [ann, shy] = [person(71, 'Ann'), person(72, 'Shy')]
  await fund(ann, 1_000_000)
  const { message } = shy.says('hm', GROUP)
  tg.stall('sendMessage', 1)
  ann.says('/tip 40', GROUP, { reply: message })
  await tg.until(
    () => tg.calls.find(one => one.method === 'sendMessage' && one.params['chat_id'] === GROUP),
    'a board'
  )
  gateway.child.kill('SIGKILL')
  await gateway.ended
  // What it was showing counts as being shown for minutes.
  const database = told(gateway.dir)?.database_url ?? ''
  await sql(database, `update telegram_board set busy_until = now() - interval '1 second'`)
  const again = await start(gateway, botOf(tg))
  await tg.sees(GROUP, /40 sat from Ann\nTo get it, start a chat/)
  again.child.kill('SIGTERM')
  t.equal(await again.ended, 0)
})
