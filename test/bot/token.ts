import { test } from 'tap'
import { told } from '../e2e/harness/place.ts'
import { everyRow } from '../harness/sql.ts'
import { houseApart } from './harness/apart.ts'
import { Refusal } from './harness/methods.ts'
import { TOKEN } from './harness/telegram.ts'

const SECRET = 'only-telegram-knows-this-of-all-32'
const CANARY = TOKEN.slice(5)

test('F10: neither token nor secret is in a log, an answer or the database, whatever fails', async t => {
  const { tg, gateway, person } = await houseApart(t, {
    LOG_LEVEL: 'trace',
    TELEGRAM_WEBHOOK_SECRET: SECRET
  })
  const ann = person(91, 'Ann')
  const post = async (...says: readonly string[]): Promise<void> => {
    for (const one of says) ann.says(one)
    for (const update of tg.queue.splice(0)) await tg.post(update)
  }
  await tg.until(() => (tg.webhook.url === '' ? undefined : true), 'a webhook')
  await post('/start')
  await tg.sees(91, /Welcome/)
  tg.refuse('sendMessage', 3, new Refusal(400, 'Bad Request: chat not found'))
  await post('/balance')
  ann.sends(Buffer.from('x'), { size: 5 })
  tg.refuse('getFile', 1, new Refusal(500, `Internal: /bot${TOKEN}/getFile`))
  await post()
  // Telegram hangs up in the middle: errors of the connection name where it went.
  tg.hangUp(4)
  await post('/help', '/deposit 5')
  const wrong = [
    await fetch(`${gateway.url}/telegram/webhook`, { method: 'POST', body: '{' }),
    await fetch(`${gateway.url}/bot${TOKEN}/getMe`),
    await fetch(`${gateway.url}/telegram/webhook`, {
      method: 'POST',
      body: '{"update_id":"x"}',
      headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': SECRET }
    })
  ]
  t.strictSame(
    wrong.map(answer => answer.status),
    [401, 404, 400]
  )
  await tg.sees(91, /Pay this to deposit 5 sat/)
  const headers = { authorization: `Bearer ${told(gateway.dir)?.admin_key ?? ''}` }
  const pages = ['/metrics', '/health/ready', '/openapi.json', '/v1/account', '/']
  const answers = await Promise.all(
    pages.map(async path => (await fetch(gateway.url + path, { headers })).text())
  )
  const database = await everyRow(told(gateway.dir)?.database_url ?? '')
  const said = wrong.length === 0 ? '' : await wrong[2]?.text()
  for (const [where, text] of Object.entries({
    log: gateway.said(),
    answers: [...answers, said].join(),
    database
  })) {
    t.ok(text.length > 100, where)
    t.notOk(text.includes(CANARY), `the token in the ${where}`)
    t.notOk(text.includes(SECRET), `the secret in the ${where}`)
  }
})
