import bech32 from 'bech32'
import { test } from 'tap'
import { invoice, texts } from '../e2e/harness/money.ts'
import { honest, service } from '../payment/fixtures/lnurl-service.ts'
import { Refusal } from '../bot/harness/methods.ts'
import { GROUP, house } from '../bot/harness/gateway.ts'
import { told } from '../e2e/harness/place.ts'
import { ask as sql } from '../harness/sql.ts'

test('dialogs take what people have at hand, and keep no secrets', async t => {
  const { tg, gateway, person, fund } = await house(t, { LAPPS: 'lnsms,lnemail' })
  const ann = person(91, 'Ann')
  await fund(ann, 10_000_000)
  tg.admins.add(GROUP)
  const { message: written } = ann.says('/help', GROUP)

  await t.test('a shared contact is its number', async t => {
    ann.says('/buy lnsms')
    await tg.sees(91, /Text message · 1\/2/)
    const contact = { phone_number: '19876543210', first_name: 'Bob' }
    ann.says('', 91, { more: { text: undefined, contact } })
    await tg.sees(91, /Text message · 2\/2/)
    ann.says('from a contact')
    ann.presses(await tg.sees(91, /Number: \+19876543210[^]*Price: /i), /Buy/)
    await tg.sees(91, /Text message: (paid|delivered)/)
    t.same(await texts(gateway), ['from a contact'])
  })

  await t.test('a new account at lnemail takes one press; a letter asks what it needs', async t => {
    ann.says('/buy lnemail')
    ann.presses(await tg.sees(91, /E-mail without a name · 1\n/), /A new account/)
    await tg.sees(91, /E-mail without a name[^]*Price: /)
    ann.says('/buy lnemail')
    ann.presses(await tg.sees(91, /E-mail without a name · 1\n/), /Send an e-mail/)
    const asked = await tg.sees(91, /E-mail without a name · 2\/5\nAccess token/)
    t.notMatch(JSON.stringify(asked.params), /Skip/, 'no question that it needs can be skipped')
    const { message } = ann.says('a-secret-token')
    await tg.sees(91, /E-mail without a name · 3\/5\nTo/)
    const gone = tg.calls.find(
      ({ method, params }) =>
        method === 'deleteMessage' && params['message_id'] === message.message_id
    )
    t.ok(gone, 'the secret that was typed is deleted')
    ann.says('/cancel')
  })

  await t.test('a secret behind a command does not stay, whether it fits or not', async t => {
    const isGone = (id: number): boolean =>
      tg.calls.some(
        ({ method, params }) => method === 'deleteMessage' && params['message_id'] === id
      )
    const { message } = ann.says('/buy lnemail send another-secret-token alice@example.com')
    await tg.sees(91, /E-mail without a name · 4\/5\nSubject/)
    t.ok(isGone(message.message_id))
    const unread = ann.says('/buy lnemail sent a-third-token')
    await tg.sees(91, /E-mail without a name · 1\n/)
    t.ok(isGone(unread.message.message_id), 'what is not read may be one')
    const open = ann.says('/sms +19876543210 no secret')
    await tg.sees(91, /Message: no secret/)
    t.notOk(isGone(open.message.message_id))
    ann.says('/cancel')
  })

  await t.test('what can be paid and fits no field is paid, not asked for again', async t => {
    const bob = person(92, 'Bob')
    bob.says('/buy lnsms')
    await tg.sees(92, /Text message · 1\/2/)
    bob.says(await invoice(gateway, 33_000))
    await tg.sees(92, /^Pay 33 sat\?/)
    t.equal(tg.shown.filter(m => m.chat === 92).length, 2, 'and nothing else is said')
  })

  await t.test('a question lasts an hour', async t => {
    const age = async (minutes: number) =>
      sql(
        told(gateway.dir)?.database_url ?? '',
        `update telegram_draft set updated_at = now() - interval '${minutes} minutes'`
      )
    const cid = person(93, 'Cid')
    cid.says('/buy lnsms')
    await tg.sees(93, /Text message · 1\/2/)
    await age(59)
    cid.says('+1 987 654 3210')
    await tg.sees(93, /Text message · 2\/2/)
    await age(61)
    cid.says('an hour too late')
    await tg.sees(93, /I did not understand that/)
    t.notOk(
      tg.shown.find(m => m.chat === 93 && /Price/.test(m.text)),
      'it answers nothing'
    )
  })

  await t.test('what to know after it was bought is said with what was bought', async t => {
    ann.says('/buy lnemail')
    ann.presses(await tg.sees(91, /E-mail without a name · 1/), /A new account/)
    ann.presses(await tg.sees(91, /E-mail without a name[^]*Price: /), /Buy/)
    const { text } = await tg.sees(91, /E-mail without a name: delivered/)
    t.match(text, /Keep the access token: it is shown once/)
  })

  await t.test('a comment can be written where the payee takes one', async t => {
    const { origin } = await service(t, honest)
    const words = bech32.toWords(Buffer.from(`${origin}/pay`))
    ann.says(bech32.encode('lnurl', words, 4_000))
    await tg.sees(91, /How much do you want to send/)
    ann.says('20')
    ann.presses(await tg.sees(91, /^Pay 20 sat\?/), /Add a comment/)
    await tg.sees(91, /What do you want to say with it\?/)
    ann.says('thanks for the fish')
    await tg.sees(91, /^Pay 20 sat\?[^]*Comment: “thanks for the fish”/)
  })

  await t.test('where the bot may not write, its person is answered in private', async () => {
    tg.refuse('sendMessage', 1, new Refusal(400, 'Bad Request: TOPIC_CLOSED'))
    ann.says('/giveaway 100', GROUP)
    await tg.sees(91, /not allowed to write in that group/)
    tg.refuse('sendMessage', 1, new Refusal(403, 'Forbidden: bot was kicked'))
    ann.says('/balance', GROUP)
    await tg.sees(91, /between you and me/)
  })

  await t.test('a command in a group goes after ten seconds', async t => {
    const gone = await tg.until(
      () => tg.calls.find(({ method }) => method === 'deleteMessages')?.params,
      'its end'
    )
    t.match(gone, { chat_id: GROUP, message_ids: [written.message_id] })
  })
})
