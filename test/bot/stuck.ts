import { test } from 'tap'
import { start } from '../e2e/harness/gateway.ts'
import { told } from '../e2e/harness/place.ts'
import { faults, invoice } from '../e2e/harness/money.ts'
import { ask as sql } from '../harness/sql.ts'
import { houseApart } from './harness/apart.ts'
import { botOf, GROUP } from './harness/gateway.ts'
import { TOKEN } from './harness/telegram.ts'

test('a payment that hangs is said to be on its way, and its end is told after a restart', async t => {
  const { tg, gateway, person, fund } = await houseApart(t)
  const ann = person(51, 'Ann')
  await fund(ann, 10_000_000)
  await faults(gateway, { is: 'stall', ms: 12_000, then: 'settle' })
  ann.says(await invoice(gateway, 300_000))
  ann.presses(await tg.sees(51, /Pay 300 sat\?/), /Pay/)
  const held = await tg.sees(51, /300 sat is still on its way\. It stays on hold/)
  ann.says('/tip 40', GROUP, { reply: person(52, 'Shy').says('hm', GROUP).message })
  await tg.sees(GROUP, /40 sat from Ann\nTo get it, start a chat/)
  await sql(told(gateway.dir)?.database_url ?? '', 'update transfer set expires_at = now()')
  gateway.child.kill('SIGKILL')
  await gateway.ended
  const again = await start(gateway, botOf(tg))
  const done = await tg.until(
    () => tg.shown.find(m => m.id === held.id && /✅ Paid 300 sat/.test(m.text)),
    'the end'
  )
  t.equal(done.id, held.id, 'in the same message')
  await tg.sees(51, /Shy did not claim 40 sat, so you have it back/)
  again.child.kill('SIGTERM')
  t.equal(await again.ended, 0)
  t.notMatch(gateway.said() + again.said(), TOKEN.slice(5))
})
