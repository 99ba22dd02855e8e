import { test } from 'tap'
import { invoice } from '../e2e/harness/money.ts'
import { told } from '../e2e/harness/place.ts'
import { GROUP, house } from '../bot/harness/gateway.ts'
import { ask as sql } from '../harness/sql.ts'

const alerts = (calls: readonly { method: string; params: object }[]): string =>
  JSON.stringify(calls.filter(({ method }) => method === 'answerCallbackQuery'))

test('what a group learns, where it is said, and in which language', async t => {
  const { tg, gateway, person, fund, known } = await house(t)
  const [ann, bob] = [person(21, 'Ann'), person(22, 'Bob', 'bobby')]
  await fund(ann, 100_000)
  const { message } = bob.says('hello', GROUP)
  const guy = person(24, 'Guy', 'guy_here')
  guy.says('hello', GROUP)
  await known(guy)

  await t.test('a group never reads why somebody’s money did not do', async t => {
    ann.says('/tip 5k', GROUP, { reply: message })
    await tg.sees(21, /Not enough sats.*\nIt takes 5,000 sat, and you have 100 sat/)
    bob.says('/tip 5k', GROUP, { reply: ann.says('hm', GROUP).message })
    await tg.sees(GROUP, /I will tell you why in private/)
    ann.says('/send 5k @bobby', GROUP)
    ann.presses(await tg.sees(GROUP, /Send 5,000 sat to Bob/), /Send/)
    await tg.sees(GROUP, /^🚫 Not sent\.$/)
    t.match(alerts(tg.calls), /Not enough sats[^]*you have 100 sat.*"show_alert":true/)
    t.notOk(tg.shown.some(m => m.chat === GROUP && /100 sat|enough/.test(m.text)))
  })

  await t.test('in a topic of a forum', async t => {
    const topic = {
      message_thread_id: 900,
      is_topic_message: true,
      reply_to_message: { ...message, message_id: 900, text: undefined, forum_topic_created: {} }
    }
    ann.says('/send 5 @guy_here', GROUP, { more: topic })
    const asked = await tg.sees(GROUP, /Send 5 sat to Guy/)
    t.equal(asked.params['message_thread_id'], 900, 'the answer is in it as well')
    ann.presses(asked, /Send/)
    await tg.sees(GROUP, /5 sat for Guy\. To get it/)
    ann.says('/tip 6', GROUP, { more: topic })
    await tg.sees(21, /Reply to somebody’s message/)
    const said = bob.says('in it', GROUP, { more: topic }).message
    ann.says('/tip 6', GROUP, { reply: said, more: { ...topic, reply_to_message: said } })
    const board = await tg.sees(GROUP, /🏅 6 sat from Ann/)
    t.equal(board.params['message_thread_id'], 900)
  })

  await t.test('whoever never saw /settings is spoken to as Telegram says', async t => {
    const dora = person(23, 'Dora', 'dora', 'de')
    await fund(dora, 5_000_000)
    dora.says('/deposit 1.000')
    const asked = await tg.sees(23, /um 1\.000 sat einzuzahlen/)
    await gateway.ask('POST', '/sandbox/wallet/pay', { bolt11: /lnbcrt\w+/.exec(asked.text)?.[0] })
    t.equal((await tg.sees(23, /Eingegangen: 1\.000 sat/)).id, asked.id)
    await tg.sees(23, /1\.000 sat sind da\. Dein Guthaben: 6\.000 sat/)
    dora.says(await invoice(gateway, 1_500_000))
    dora.presses(await tg.sees(23, /^1\.500 sat bezahlen\?/), /bezahlen/)
    await tg.sees(23, /✅ 1\.500 sat bezahlt/)
    dora.says('das kann keiner lesen')
    await tg.sees(23, /nicht verstanden/)
    dora.says('/send 9m @bobby')
    dora.presses(await tg.sees(23, /9\.000\.000 sat an Bob senden/), /senden/)
    const refused = await tg.sees(23, /Guthaben reicht nicht/)
    t.notMatch(refused.text, /msat|balance|takes|\d{7}/, 'no English, and no msat')
  })

  await t.test('whatever a press starts ends in words, also when it breaks', async t => {
    const url = told(gateway.dir)?.database_url ?? ''
    ann.says(await invoice(gateway, 20_000))
    const asked = await tg.sees(21, /^Pay 20 sat\?/)
    await sql(url, 'alter table telegram_shown rename to away')
    ann.presses(asked, /Pay/)
    const said = await tg.sees(21, /went wrong on my side[^]*\/history/)
    t.equal(said.id, asked.id)
    await sql(url, 'alter table away rename to telegram_shown')
    await tg.sees(21, /✅ Paid 20 sat/)
  })
})
