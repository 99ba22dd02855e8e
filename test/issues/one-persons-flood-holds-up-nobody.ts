// One person who wrote more than the bot may answer in a private chat filled the line for all:
// above a thousand that wait, nobody's updates were taken until the flooder's own were answered.
import { test } from 'tap'
import { until } from '../e2e/harness/until.ts'
import { told } from '../e2e/harness/place.ts'
import { ask as sql } from '../harness/sql.ts'
import { house } from '../bot/harness/gateway.ts'
import { seen } from '../bot/harness/look.ts'

test('while one person floods the bot, another is answered at once', async t => {
  const { tg, gateway, person } = await house(t)
  const [flood, ann] = [person(71, 'Flood'), person(72, 'Ann')]
  flood.says('/start')
  await tg.sees(71, /Welcome/)
  for (let n = 0; n < 1_200; n++) flood.says('/balance')
  await tg.sees(71, /Your balance/)
  ann.says('/start')
  await tg.sees(72, /Welcome/)
  const answered = tg.shown.filter(m => m.chat === 71).length
  t.ok(answered < 100, `after ${answered} answers to the flooder`)
  const database = told(gateway.dir)?.database_url ?? ''
  const open = 'select 1 from telegram_update where body is not null'
  // The rest is dropped: nobody waits for a thousand answers.
  await until(async () => (await sql(database, open)).length <= 300 || undefined)
})

test('deposits that expire, and Telegram that does not take it, hold up nobody', async t => {
  const { tg, gateway, person } = await house(t)
  const [flood, ann] = [person(71, 'Flood'), person(72, 'Ann')]
  const database = told(gateway.dir)?.database_url ?? ''
  for (let n = 0; n < 3; n++) flood.says('/deposit 100')
  await seen(tg, 71, /Pay this to deposit 100 sat/, 2)
  tg.stall('editMessageCaption', 3)
  await sql(database, `update deposit set state = 'expired' where state = 'pending'`)
  await sql(database, 'update telegram_shown set expires_at = now() where expires_at > now()')
  await tg.until(
    () => tg.calls.find(({ method }) => method === 'editMessageCaption'),
    'a deposit that ended'
  )
  // What failed is tried again by the same look at what is left to do.
  tg.cut('sendMessage', 2)
  ann.says('/balance')
  await until(async () => {
    const due = 'update telegram_update set leased_until = now() where keeper is null returning 1'
    return (await sql(database, due)).length > 0 || undefined
  })
  await tg.sees(72, /Your balance/)
  const edits = tg.calls.filter(({ method }) => method === 'editMessageCaption')
  t.equal(edits.length, 1, 'before Telegram has answered the first edit')
  tg.stall('editMessageCaption', 0)
  tg.letGo()
})
