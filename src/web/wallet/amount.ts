// Reads an amount typed by a person, with the bot's own grammar.
import { readWholeAmount } from '../../bot/grammar/amount.ts'
import { inSats } from '../../bot/money.ts'
import { say } from '../../bot/texts/say.ts'
import type { Msat } from '../../core/msat.ts'
import { sats } from '../ground/amounts.ts'
import type { Language } from '../ground/speech.ts'
import type { Wallet } from './rooms.ts'
import { walletSay } from './words.ts'

export type Typed =
  | { readonly is: 'amount'; readonly amountMsat: Msat }
  | { readonly is: 'wrong'; readonly said: string }

export async function readTyped(
  { rates }: Pick<Wallet, 'rates'>,
  text: string,
  language: Language
): Promise<Typed> {
  const typed = await inSats({ rates }, readWholeAmount(text))
  switch (typed.is) {
    case 'amount':
    case 'priced':
      return { is: 'amount', amountMsat: typed.msat }
    case 'either': {
      const [one, other] = typed.ways.map(way => sats(way.msat, language))
      const said = walletSay(language)('either', { one: one ?? '', other: other ?? '' })
      return { is: 'wrong', said }
    }
    case 'money':
      return { is: 'wrong', said: say(language, 'amount.money', { unit: typed.unit }).text }
    case 'none':
      return { is: 'wrong', said: say(language, 'amount.wrong').text }
    default:
      return typed satisfies never
  }
}
