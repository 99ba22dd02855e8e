// Reads an amount typed by a person, with the bot's own grammar.
import { readWholeAmount } from '../../bot/grammar/amount.ts'
import { inSats } from '../../bot/money.ts'
import { say } from '../../bot/texts/say.ts'
import type { Msat } from '../../core/msat.ts'
import { sats } from '../ground/amounts.ts'
import { html, type Drawn } from '../ground/html.ts'
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

type Field = {
  readonly name: string
  readonly label: string
  readonly value?: string | undefined
  readonly hint?: string | undefined
  readonly fault?: string | undefined
  readonly props?: object
  /** Above 1: a text area. */
  readonly rows?: number
}

/** One field of a form, with its hint and its error. */
export function drawField({ name, label, value = '', hint, fault, props, rows }: Field): Drawn {
  const notes = [hint && `${name}-hint`, fault && `${name}-fault`].filter(Boolean).join(' ')
  const all = {
    id: name,
    name,
    autocomplete: 'off',
    'aria-describedby': notes === '' ? null : notes,
    'aria-invalid': fault === undefined ? null : 'true',
    ...props
  }
  return html`<div class="field">
    <label for=${name}>${label}</label>
    ${rows === undefined ? html`<input ...${all} value=${value} />` : html`<textarea ...${all} rows=${rows}>${value}</textarea>`}
    ${hint !== undefined && html`<p class="hint" id=${`${name}-hint`}>${hint}</p>`}
    ${fault !== undefined && html`<p class="fault" id=${`${name}-fault`} role="alert">${fault}</p>`}
  </div>`
}
