// Telegram could not resolve our name, or did not answer, at the moment of the start: the webhook
// was never set, and until somebody started the gateway again the bot was deaf.
import { test } from 'tap'
import { composed } from '../e2e/harness/composed.ts'
import { place } from '../e2e/harness/place.ts'
import { botOf, watched } from '../bot/harness/gateway.ts'
import { Refusal } from '../bot/harness/methods.ts'
import { telegram } from '../bot/harness/telegram.ts'

test('a webhook is set once Telegram takes it', async t => {
  const tg = await telegram(t)
  const why =
    'Bad Request: bad webhook: Failed to resolve host: Temporary failure in name resolution'
  tg.refuse('setWebhook', 2, new Refusal(400, why))
  const env = { ...botOf(tg), TELEGRAM_WEBHOOK_SECRET: 'only-telegram-knows-this-of-all-32' }
  const { gateway, person } = watched(t, tg, await composed(t, await place(t), env))
  await tg.until(() => (tg.webhook.url === '' ? undefined : true), 'a webhook')
  t.equal(gateway.said().split(why).length, 2, 'the log says why, once')
  t.equal(await tg.post(person(71, 'Ann').says('/start').update), 200)
  await tg.sees(71, /Welcome/)
})

test('a webhook of before is taken away once Telegram takes that, and a conflict is in the log', async t => {
  const tg = await telegram(t)
  tg.webhook.url = 'https://elsewhere.example/'
  tg.cut('deleteWebhook', 1)
  const { gateway, person } = watched(t, tg, await composed(t, await place(t), botOf(tg)))
  person(71, 'Ann').says('/start')
  await tg.sees(71, /Welcome/)
  tg.webhook.url = 'https://elsewhere.example/'
  person(71, 'Ann').says('/balance')
  await tg.until(
    () => (/"level":40[^\n]*webhook is active/.test(gateway.said()) ? true : undefined),
    'a warning'
  )
  tg.webhook.url = ''
  await tg.sees(71, /Your balance/)
})

test('a Bot API server that knows no webhooks is polled all the same', async t => {
  const tg = await telegram(t)
  tg.refuse('deleteWebhook', 9, new Refusal(404, 'Not Found: method deleteWebhook'))
  const { person } = watched(t, tg, await composed(t, await place(t), botOf(tg)))
  person(71, 'Ann').says('/start')
  await tg.sees(71, /Welcome/)
})

test('and one that refuses to take a webhook away', async t => {
  const tg = await telegram(t)
  tg.refuse('deleteWebhook', 999, new Refusal(501, 'Not Implemented'))
  const { person } = watched(t, tg, await composed(t, await place(t), botOf(tg)))
  person(71, 'Ann').says('/start')
  await tg.sees(71, /Welcome/)
})
