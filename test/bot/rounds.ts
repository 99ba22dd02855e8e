import { test } from 'tap'
import { told } from '../e2e/harness/place.ts'
import { ask as sql } from '../harness/sql.ts'
import { GROUP, house, type House } from './harness/gateway.ts'
import { inline } from './harness/look.ts'

/** What whoever pressed was answered, in the order in which it was said. */
const answers = ({ tg }: House): readonly string[] =>
  tg.calls
    .filter(({ method }) => method === 'answerCallbackQuery')
    .flatMap(({ params }) => (typeof params['text'] === 'string' ? [params['text']] : []))

test('giveaways, faucets and tip jars of a group, and requests anywhere', async t => {
  const all = await house(t)
  const { tg, gateway, person, fund, has } = all
  const ann = person(61, 'Ann')
  const [bob, eve, joe] = [person(62, 'Bob'), person(63, 'Eve'), person(64, 'Joe')]
  await fund(ann, 1_000_000)
  const says = async (text: RegExp, n = 1): Promise<void> => {
    await tg.until(
      () => (answers(all).filter(one => text.test(one)).length >= n ? true : undefined),
      `${text} as an answer; but ${answers(all).join(' | ')}`
    )
  }
  const database = told(gateway.dir)?.database_url ?? ''

  await t.test('the first two get one part each, also who never wrote to the bot', async t => {
    ann.says('/giveaway 100 2 for you', GROUP)
    const asked = await tg.sees(GROUP, /Give 100 sat to each of the first 2 people, 200 sat in all/)
    t.equal((await has(ann)).balance, 1_000_000, 'nothing has moved before she said yes')
    bob.presses(asked, /Give 200 sat/)
    await says(/for somebody else/)
    ann.presses(asked, /Give 200 sat/)
    const board = await tg.sees(
      GROUP,
      /🎁 Ann gives 100 sat to each of the first 2 people: “for you”/
    )
    t.equal(board.id, asked.id, 'in the same message')
    t.equal((await has(ann)).balance, 800_000)
    const before = { ...board }
    ann.presses(board, /Take 100/)
    await says(/yours to give, not to take/)
    bob.presses(board, /Take 100/)
    await says(/💛 100 sat is yours/)
    bob.presses(board, /Take 100/)
    await says(/had yours already/)
    eve.presses(board, /Take 100/)
    await says(/💛 100 sat is yours/, 2)
    const gone = await tg.sees(
      GROUP,
      /🎁 All gone: 100 sat each from Ann[^]*2 of 2 taken: Bob, Eve/
    )
    t.equal(gone.id, board.id)
    t.notMatch(JSON.stringify(gone.params), /callback_data/, 'and it has no buttons any more')
    joe.presses(before, /Take 100/)
    await says(/This is over/)
    bob.says('/balance')
    await tg.sees(62, /Your balance: 100 sat/)
  })

  await t.test('what is left comes back when its giver ends it, and is told once', async t => {
    ann.says('/faucet 400 100', GROUP)
    ann.presses(await tg.sees(GROUP, /100 sat to each of the first 4 people, 400 sat/), /Give 400/)
    const board = await tg.sees(GROUP, /Ann gives 100 sat to each of the first 4/)
    joe.presses(board, /Take 100/)
    await says(/💛 100 sat is yours/, 3)
    joe.presses(board, /End/)
    await says(/for somebody else/, 2)
    ann.presses(board, /End/)
    await tg.sees(GROUP, /⌛ Ann’s giveaway is over; what was left went back.\n1 of 4 taken: Joe/)
    await tg.sees(61, /↩️ 300 sat of your giveaway was not taken, so you have it back/)
    t.equal((await has(ann)).balance, 700_000)
    ann.says('/history')
    await tg.sees(61, /to Joe/)
    t.equal(tg.shown.filter(m => m.chat === 61 && /of your giveaway/.test(m.text)).length, 1)
  })

  await t.test('one that nobody ends ends by itself', async () => {
    ann.says('/giveaway 50', GROUP)
    ann.presses(await tg.sees(GROUP, /Give 50 sat to whoever presses first\?/), /Give 50/)
    const board = await tg.sees(GROUP, /Ann gives 50 sat to whoever presses first/)
    await sql(database, `update telegram_round set ends_at = now() where amount_msat = 50000`)
    const before = { ...board }
    await tg.until(
      () => (/⌛ Ann’s giveaway is over/.test(board.text) ? true : undefined),
      'its end'
    )
    bob.presses(before, /Take 50/)
    await says(/This is over/, 2)
  })

  await t.test('who cannot afford it learns why alone, and the group learns nothing', async () => {
    ann.says('/giveaway 100k 2', GROUP)
    ann.presses(await tg.sees(GROUP, /first 2 people, 200,000 sat in all/), /Give 200,000/)
    await says(/Not enough sats/)
    await tg.sees(GROUP, /^🚫 Not sent\.$/)
    ann.says('/giveaway 100 500', GROUP)
    await tg.sees(61, /At most 100 people/)
    ann.says('/faucet', GROUP)
    await tg.sees(61, /\/faucet 1000 10 gives/)
    ann.says('/tipjar 5')
    await tg.sees(61, /are for groups/)
  })

  await t.test('into a jar each puts one part, as many as it says', async t => {
    const before = (await has(joe)).balance
    const toldBefore = toldOf(tg, 64)
    joe.says('/tipjar 60 20 the server', GROUP)
    const jar = await tg.sees(GROUP, /🫙 Joe’s tip jar: 20 sat from each: “the server”/)
    joe.presses(jar, /Give 20/)
    await says(/This one is for others/)
    ann.presses(jar, /Give 20/)
    await says(/You gave 20 sat/)
    ann.presses(jar, /Give 20/)
    await says(/You have given already/)
    const zoe = person(65, 'Zoe')
    zoe.presses(jar, /Give 20/)
    await says(/Not enough sats/, 2)
    bob.presses(jar, /Give 20/)
    await says(/You gave 20 sat/, 2)
    eve.presses(jar, /Give 20/)
    await says(/You gave 20 sat/, 3)
    const full = await tg.sees(
      GROUP,
      /🫙 Joe’s tip jar is closed\.\n60 sat in all, from Ann, Bob, Eve/
    )
    t.equal(full.id, jar.id)
    t.equal((await has(joe)).balance, before + 60_000)
    // In one message, in two or in three: those that come close together are told together.
    await tg.until(() => toldOf(tg, 64) >= toldBefore + 60 || undefined, 'Joe is told of all')
  })

  await t.test('what is asked for inline is given once, by whoever presses first', async t => {
    const before = { ann: (await has(ann)).balance, joe: (await has(joe)).balance }
    joe.asksInline('receive 30 coffee')
    const { text, data } = await inline(tg, 0)
    t.match(text, /🧾 Joe asks for 30 sat: “coffee”/)
    joe.pressesInline(data)
    await says(/This one is for others/, 2)
    ann.pressesInline(data)
    bob.pressesInline(data)
    await says(/You gave 30 sat|This is over/, 2)
    const edited = await tg.until(
      () =>
        tg.calls.find(({ params }) => /gave 30 sat to Joe/.test(JSON.stringify(params)))?.params,
      'the end'
    )
    t.match(edited, { inline_message_id: 'inline1', text: /(Ann|Bob) gave 30 sat to Joe/ })
    t.equal((await has(joe)).balance, before.joe + 30_000, 'once')
  })

  const { status } = await gateway.ask('GET', '/health/ready')
  t.equal(status, 200)
})

/** The sats that somebody was told to have been sent, in all messages. */
const toldOf = (tg: House['tg'], chat: number): number =>
  tg.calls
    .filter(({ method, params }) => method === 'sendMessage' && params['chat_id'] === chat)
    .map(({ params }) => /(?:sent you|received) (\d+) sat/.exec(String(params['text']))?.[1])
    .reduce((sum, sats) => sum + Number(sats ?? 0), 0)
