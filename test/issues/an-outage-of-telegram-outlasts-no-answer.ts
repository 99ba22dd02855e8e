// While Telegram did not answer for a minute, what was being processed was given up after three
// tries: money had moved, and the question that was pressed said for ever that it had not.
import { test } from 'tap'
import { told } from '../e2e/harness/place.ts'
import { ask as sql } from '../harness/sql.ts'
import { house } from '../bot/harness/gateway.ts'

test('who sent money learns it, however long Telegram did not answer', async t => {
  const { tg, gateway, person, fund, has, known } = await house(t)
  const [ann, bob] = [person(71, 'Ann'), person(72, 'Bob', 'bob')]
  await fund(ann, 1_000_000)
  bob.says('/start')
  await known(bob)
  ann.says('/send 100 @bob')
  const asked = await tg.sees(71, /Send 100 sat to Bob\?/)
  const edits = () => tg.calls.filter(({ method }) => method === 'editMessageText').length
  // Each try makes two.
  tg.cut('editMessageText', 8)
  ann.presses(asked, /Send 100 sat/)
  const database = told(gateway.dir)?.database_url ?? ''
  for (let tried = 2; tried <= 8; tried += 2) {
    await tg.until(() => (edits() >= tried ? true : undefined), `${tried} edits`)
    await sql(database, 'update telegram_update set leased_until = now() where keeper is null')
  }
  await tg.sees(71, /💛 100 sat sent to Bob/)
  t.equal((await has(ann)).balance, 900_000, 'once')
})

test('a key that nobody could read is no key', async t => {
  const { tg, gateway, person } = await house(t)
  const ann = person(71, 'Ann')
  ann.says('/start')
  await tg.sees(71, /Welcome/)
  ann.says('/api')
  const screen = await tg.sees(71, /Keys for programs/)
  tg.cut('sendMessage', 1)
  ann.presses(screen, /Everything/)
  await tg.sees(71, /lgk_/)
  const database = told(gateway.dir)?.database_url ?? ''
  const keys = `select count(*) from api_key where name like 'Telegram%' and revoked_at is null`
  t.strictSame(await sql(database, keys), [['1']])
})
