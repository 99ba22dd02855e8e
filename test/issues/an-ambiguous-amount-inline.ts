import { test } from 'tap'
import { house } from '../bot/harness/gateway.ts'

type Offer = {
  readonly title: string
  readonly input_message_content: { readonly message_text: string }
  readonly reply_markup: { readonly inline_keyboard: [[{ readonly callback_data: string }]] }
}

test('an amount that can mean two is offered inline in both its meanings', async t => {
  const { tg, person, fund, has } = await house(t)
  const [ann, bob] = [person(31, 'Ann'), person(32, 'Bob', 'bobby')]
  await fund(ann, 5_000_000)
  await fund(bob, 5_000_000)
  const offers = async (n: number): Promise<readonly Offer[]> => {
    const isAnswer = ({ method }: { method: string }) => method === 'answerInlineQuery'
    const answer = await tg.until(() => tg.calls.filter(isAnswer)[n], 'an answer')
    return (answer.params['results'] ?? []) as readonly Offer[]
  }
  const textsOf = (all: readonly Offer[]) => all.map(one => one.input_message_content.message_text)
  const dataOf = (one: Offer | undefined): string =>
    one?.reply_markup.inline_keyboard[0][0].callback_data ?? ''

  await t.test('a gift, each with a button of its own', async t => {
    ann.asksInline('2 100 times thanks')
    const all = await offers(0)
    t.strictSame(textsOf(all), [
      '🎁 2,100 sat for whoever presses first: “times thanks”',
      '🎁 2 sat for whoever presses first: “100 times thanks”'
    ])
    bob.pressesInline(dataOf(all[1]))
    await tg.sees(32, /Ann sent you 2 sat: “100 times thanks”/)
    t.equal((await has(ann)).balance, 4_998_000)
  })

  await t.test('a gift for somebody, and a request', async t => {
    ann.asksInline('send 1.000k @bobby')
    t.strictSame(textsOf(await offers(1)), ['🎁 1,000,000 sat for Bob', '🎁 1,000 sat for Bob'])
    ann.asksInline('receive 2 100 beers')
    const asked = await offers(2)
    t.strictSame(textsOf(asked), [
      '🧾 Ann asks for 2,100 sat: “beers”',
      '🧾 Ann asks for 2 sat: “100 beers”'
    ])
    bob.pressesInline(dataOf(asked[0]))
    await tg.sees(31, /Bob sent you 2,100 sat/)
  })

  await t.test('what is one amount is offered once, what is none not at all', async t => {
    ann.asksInline('2 100')
    t.strictSame(textsOf(await offers(3)), ['🎁 2,100 sat for whoever presses first'])
    ann.asksInline('1.5')
    t.strictSame(await offers(4), [])
  })
})
