// Eleven conversations by their names; the twelfth needs a gateway that dies (`over-a-restart.ts`).
import { invoice } from '../../e2e/harness/money.ts'
import type { House } from './gateway.ts'
import { dialogs } from './dialogs.ts'
import { inline } from './look.ts'
import type { Language, Talk } from './transcript.ts'

export type Scene = House &
  Talk & {
    readonly language: Language
    /** Ten numbers from here on are the people of this conversation. */
    readonly at: number
    /** Its own, since the bot says no more than twenty things a minute in each. */
    readonly group: number
  }

export const CONVERSATIONS: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  async newcomer({ person, says, hears, gateway, language, at }) {
    const ann = person(at, 'Ann', undefined, language)
    says(ann, '/start')
    await hears(at, 'welcome')
    says(ann, '/help')
    await hears(at, 'help')
    says(ann, '/balance')
    await hears(at, 'balance')
    says(ann, '/history')
    await hears(at, 'history.none')
    says(ann, '/deposit')
    await hears(at, 'deposit.choose')
    says(ann, '/deposit 5000')
    const { text } = await hears(at, 'deposit.pay')
    await gateway.ask('POST', '/sandbox/wallet/pay', { bolt11: /lnbcrt\w+/.exec(text)?.[0] })
    await hears(at, 'deposit.received')
    await hears(at, 'deposit.came')
    says(ann, '/history')
    await hears(at, /5[.,]000 sat · /)
    says(ann, language === 'de' ? 'hallo?' : 'hello?')
    await hears(at, 'unknown')
  },

  async group({ person, fund, says, hears, language, at, group }) {
    const ann = person(at, 'Ann', undefined, language)
    const bob = person(at + 1, 'Bob', undefined, language)
    await fund(ann, 2_000_000)
    says(bob, '/start')
    await hears(bob.id, 'welcome')
    const { message } = says(bob, 'The Earth is round.', group)
    says(ann, '/tip 100 well put', group, { reply: message })
    await hears(group, 'tip.board.one')
    await hears(bob.id, 'got.one')
    says(ann, 'once more, tip!1k', group, { reply: message })
    await hears(group, 'tip.board')
    await hears(bob.id, 'got.one')
    says(ann, '/balance', group)
    await hears(group, 'private')
    says(ann, '/tip', group)
    await hears(ann.id, 'tip.how')
    says(ann, '/tip 5k', group, { reply: message })
    await hears(ann.id, 'error.insufficient_balance')
    says(ann, '/help', group)
    await hears(ann.id, 'help.group')
  },

  async claim({ person, fund, says, presses, hears, language, at, group }) {
    const ann = person(at, 'Ann', undefined, language)
    const guy = person(at + 1, 'Guy', `guy_${at}`, language)
    await fund(ann, 1_000_000)
    const { message } = guy.says('hm', group)
    says(ann, '/tip 40', group, { reply: message })
    await hears(group, 'tip.claim')
    says(guy, '/start claim')
    await hears(guy.id, 'welcome')
    await hears(guy.id, 'got.one')
    await hears(group, 'tip.board.one')
    const joe = person(at + 2, 'Joe', `joe_${at}`, language)
    joe.says('hm', group)
    says(ann, '/balance')
    await hears(ann.id, 'balance')
    says(ann, `/send 50 @joe_${at}`)
    presses(ann, await hears(ann.id, 'send.ask'), 'send.yes')
    presses(ann, await hears(ann.id, 'send.waiting'), 'send.take_back')
    await hears(ann.id, 'send.back')
  },

  async gift({ tg, person, fund, hears, notes, language, at }) {
    const ann = person(at, 'Ann', undefined, language)
    const bob = person(at + 1, 'Bob', undefined, language)
    await fund(ann, 1_000_000)
    bob.says('/start')
    await hears(bob.id, 'welcome')
    const before = tg.calls.filter(({ method }) => method === 'answerInlineQuery').length
    ann.asksInline(language === 'de' ? '100 danke' : '100 thanks')
    const gift = await inline(tg, before)
    notes(`Ann offers in any chat: ${gift.text}`)
    bob.pressesInline(gift.data)
    await hears(bob.id, 'got.one')
    ann.asksInline(language === 'de' ? 'receive 30 Kaffee' : 'receive 30 coffee')
    const asked = await inline(tg, before + 1)
    notes(`Ann asks in any chat: ${asked.text}`)
    bob.pressesInline(asked.data)
    await hears(ann.id, 'got.one')
  },

  async sending({ person, fund, says, presses, hears, language, at }) {
    const ann = person(at, 'Ann', undefined, language)
    const bob = person(at + 1, 'Bob', `bob_${at}`, language)
    await fund(ann, 1_000_000)
    says(bob, '/start')
    await hears(bob.id, 'welcome')
    says(ann, `/send 500 @bob_${at} ${language === 'de' ? 'danke' : 'thanks'}`)
    presses(ann, await hears(ann.id, 'send.ask'), 'send.yes')
    await hears(ann.id, 'send.done')
    await hears(bob.id, 'got.one')
    says(ann, '/send 5 @nobody_here')
    await hears(ann.id, 'send.stranger')
    says(ann, '/send 5 @some_bot')
    await hears(ann.id, 'tip.refused.bot')
    says(ann, '/send')
    await hears(ann.id, 'send.how')
    says(ann, `/send 1.234 @bob_${at}`)
    presses(ann, await hears(ann.id, 'send.ask'), 'cancel')
    await hears(ann.id, 'cancelled')
  },

  async paying({ person, fund, gateway, says, presses, hears, language, at }) {
    const ann = person(at, 'Ann', undefined, language)
    await fund(ann, 1_000_000)
    says(ann, await invoice(gateway, 200_000))
    presses(ann, await hears(at, 'pay.ask'), 'pay.yes')
    const { text } = await hears(at, 'pay.done')
    says(ann, /\/tx_pay_\w+/.exec(text)?.[0] ?? '')
    await hears(at, /Preimage: |Preimage\b/)
    says(ann, await invoice(gateway, 2_000_000))
    await hears(at, 'pay.ask')
    says(ann, '/withdraw all')
    await hears(at, 'withdraw.all')
    says(ann, '/withdraw 500')
    await hears(at, 'withdraw.some')
    says(ann, '/cancel')
    await hears(at, 'cancelled')
  },

  async refusals({ person, fund, says, hears, language, at }) {
    const ann = person(at, 'Ann', undefined, language)
    await fund(ann, 1_000_000)
    says(ann, '/deposit 2.5')
    await hears(at, 'amount.wrong')
    says(ann, '/deposit 2.100k')
    await hears(at, 'give.amount')
    says(ann, '/deposit 1 BTC')
    await hears(at, 'amount.money')
    says(ann, 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4')
    await hears(at, 'pay.wrong')
    says(ann, `lno1${'q'.repeat(80)}`)
    await hears(at, 'pay.wrong')
    says(ann, '/coinflip 100')
    await hears(at, 'game')
    says(ann, '/buy nothing')
    await hears(at, 'buy.unknown')
    says(ann, '/tx pay_1')
    await hears(at, 'tx.how')
    says(ann, '/giveaway 100')
    await hears(at, 'round.group')
  },

  async games({ person, fund, says, presses, hears, toast, language, at, group }) {
    const ann = person(at, 'Ann', undefined, language)
    const [bob, eve] = [
      person(at + 1, 'Bob', undefined, language),
      person(at + 2, 'Eve', undefined, language)
    ]
    await fund(ann, 1_000_000)
    says(ann, '/giveaway 100 3', group)
    presses(ann, await hears(group, 'round.ask'), 'round.yes')
    const board = await hears(group, 'round.gift')
    presses(bob, board, 'round.gift.join')
    await toast('round.told.taken')
    await hears(group, 'round.gift.joined')
    presses(ann, board, 'round.end')
    await toast('round.told.ended')
    await hears(group, 'round.gift.over')
    await hears(ann.id, 'round.back')
    says(bob, '/tipjar 40 20', group)
    const jar = await hears(group, 'round.jar')
    presses(eve, jar, 'round.jar.join')
    await toast('error.insufficient_balance')
    presses(ann, jar, 'round.jar.join')
    await toast('round.told.given')
    await hears(group, 'round.jar.joined')
    says(ann, '/faucet', group)
    await hears(ann.id, 'round.how.faucet')
  },

  async settings({ person, fund, says, presses, hears, language, at }) {
    const ann = person(at, 'Ann', undefined, language)
    await fund(ann, 1_000_000)
    says(ann, '/settings')
    presses(ann, await hears(at, 'settings'), 'settings.notify.on')
    await hears(at, 'settings')
    says(ann, '/api')
    presses(ann, await hears(at, 'api.list'), 'api.read')
    await hears(at, 'api.made')
    says(ann, '/link')
    await hears(at, 'link.ask')
  },

  async money({ person, fund, says, presses, hears, language, at, group }) {
    const ann = person(at, 'Ann', undefined, language)
    await fund(ann, 10_000_000)
    says(ann, '/set unit EUR')
    await hears(at, 'settings')
    says(ann, '/balance')
    await hears(at, 'balance')
    says(ann, '/deposit 10k')
    await hears(at, 'deposit.pay')
    const bob = person(at + 1, 'Bob', `bob_${at}`, language)
    bob.says('hm', group)
    says(bob, '/start')
    await hears(bob.id, 'welcome')
    says(ann, `/send 1k @bob_${at}`)
    presses(ann, await hears(at, 'send.ask'), 'cancel')
    await hears(at, 'cancelled')
  },

  dialogs
}
