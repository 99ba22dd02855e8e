// The screens before a payment: one to enter the amount, and one to confirm everything.
import { say as botSay } from '../../bot/texts/say.ts'
import { showSpan } from '../../bot/texts/show-time.ts'
import { msat, SAT, upToSat, type Msat } from '../../core/msat.ts'
import type { Reading } from '../../payment/invoice/decode.ts'
import { mostWithFee } from '../../payment/fee.ts'
import type { SuccessAction } from '../../payment/lnurl/success-action.ts'
import { money, sats, CURRENCY_OF } from '../ground/amounts.ts'
import { code, facts, said, type Facts } from '../ground/facts.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Page } from '../ground/site.ts'
import type { Language } from '../ground/speech.ts'
import type { Visit } from '../ground/visit.ts'
import { drawField, hidden } from '../ground/form.ts'
import type { Asked } from './pay-path.ts'
import type { Wallet } from './rooms.ts'
import { walletSay } from './words.ts'

type Seen = {
  readonly asked: Asked
  readonly reading: Reading
  readonly balanceMsat: Msat
}

export type Preview = Seen & {
  readonly amountMsat: Msat
  readonly maxFeeMsat: Msat
  readonly successAction: SuccessAction | undefined
  readonly now: Date
}

/** The payee and the description. */
function payeeRows({ asked, reading }: Seen, language: Language): Facts {
  const named = (key: 'payee' | 'description') => botSay(language, `tx.${key}`).text
  const { description, payee } = reading
  return [
    description !== null && description !== '' && [named('description'), said(description)],
    [named('payee'), code(payee ?? asked.to)]
  ]
}

/** For an invoice without an amount, or an LNURL that allows a range. */
export function drawAsk(seen: Seen, visit: Visit, fault?: string): Page {
  const { asked, reading, balanceMsat } = seen
  const { language } = visit
  const say = walletSay(language)
  const { minMsat: min, maxMsat: max } = reading
  const most = mostWithFee(balanceMsat)
  const range =
    min === null || max === null
      ? undefined
      : botSay(language, 'pay.range', { min: sats(min, language), max: sats(max, language) }).text
  const hints = [range, say('most', { most: sats(most, language) })]
  const fits = most > 0n && most >= (min ?? 0n) && most <= (max ?? most)
  return {
    title: say('pay'),
    narrow: true,
    status: fault === undefined ? 200 : 422,
    body: html`
      <h1>${say('howMuchTo')}</h1>
      ${facts(payeeRows(seen, language))}
      <form action=${visit.link('/wallet/pay')}>
        ${hidden({ to: asked.to, once: asked.once })}
        ${drawField({
          name: 'typed',
          label: say('amountInSat'),
          value: visit.query['typed'],
          hint: hints.filter(hint => hint !== undefined).join(' '),
          fault,
          props: { inputmode: 'decimal' }
        })}
        ${reading.commentMax > 0 && drawComment(seen, language)}
        <div class="row">
          <button class="main">${say('goOn')}</button>
          ${fits && html`<button name="amount" value=${String(most)}>${say('all', { most: sats(most, language) })}</button>`}
        </div>
      </form>
    `
  }
}

const drawComment = ({ asked, reading }: Seen, language: Language): Drawn =>
  drawField({
    name: 'comment',
    label: walletSay(language)('comment'),
    hint: walletSay(language)('commentHint'),
    value: asked.comment,
    props: { maxlength: reading.commentMax }
  })

/** The success action is only known with the invoice (LUD-09). */
function promise(action: SuccessAction | undefined, language: Language): string {
  switch (action?.tag) {
    case undefined:
      return ''
    case 'message':
      return botSay(language, 'pay.promise.message').text
    case 'url':
      return botSay(language, 'pay.promise.url', { host: new URL(action.url).host }).text
    case 'aes': {
      const description = { as: 'quote', text: action.description } as const
      return botSay(language, 'pay.promise.secret', { description }).text
    }
    default:
      return action satisfies never
  }
}

export async function drawPreview(wallet: Wallet, seen: Preview, visit: Visit): Promise<Page> {
  const { amountMsat, balanceMsat, maxFeeMsat, reading } = seen
  const { language } = visit
  const say = walletSay(language)
  const rate = await wallet.rates?.quote(CURRENCY_OF[language])
  const takes = msat(amountMsat + maxFeeMsat)
  const promised = promise(seen.successAction, language)
  const lacks = takes > balanceMsat
  return {
    title: say('pay'),
    narrow: true,
    body: html`
      <h1>${say('payThis')}</h1>
      <p class="amount">${sats(amountMsat, language)}</p>
      ${rate !== undefined && html`<p class="dim">≈ ${money(amountMsat, rate, language)}</p>`}
      ${facts([...payeeRows(seen, language), ...costRows(seen, takes, language)])}
      ${promised !== '' && html`<p class="notice said">${promised}</p>`}
      ${lacks ? drawLacks(msat(takes - balanceMsat), visit) : drawYes(seen, visit)}
      ${reading.commentMax > 0 && !lacks && drawAddComment(seen, visit)}
    `
  }
}

function costRows(seen: Preview, takes: Msat, language: Language): Facts {
  const say = walletSay(language)
  const { asked, reading, maxFeeMsat, balanceMsat, now } = seen
  const amount = (value: Msat): string => sats(value, language)
  const left =
    reading.expiresAt === null ? undefined : (reading.expiresAt.getTime() - now.getTime()) / 1000
  return [
    asked.comment !== undefined && asked.comment !== '' && [say('comment'), said(asked.comment)],
    [say('fee'), amount(maxFeeMsat)],
    [say('total'), amount(takes)],
    [say('have'), amount(balanceMsat)],
    left !== undefined && [say('expires'), showSpan(left, language)]
  ]
}

function drawYes({ asked, amountMsat, maxFeeMsat }: Preview, visit: Visit): Drawn {
  const say = walletSay(visit.language)
  const { to, once, comment = '' } = asked
  const fields = { to, once, comment, amount: String(amountMsat), max_fee: String(maxFeeMsat) }
  return html`
    <form method="post" action=${visit.link('/wallet/pay')}>
      ${hidden({ csrf: visit.csrf(), ...fields })}
      <div class="row">
        <button class="main" data-busy=${say('paying')}>
          ${say('yes', { amount: sats(amountMsat, visit.language) })}
        </button>
        <a class="button" href=${visit.link('/wallet')}>${say('no')}</a>
      </div>
    </form>
  `
}

function drawLacks(lacking: Msat, visit: Visit): Drawn {
  const say = walletSay(visit.language)
  const rest = upToSat(lacking)
  return html`
    <p class="notice warn">${say('lacks', { rest: sats(rest, visit.language) })}</p>
    <p class="row">
      <a class="button main" href=${visit.link(`/wallet/deposit?amount=${rest / SAT}`)}
        >${say('deposit')}</a
      >
      <a class="button" href=${visit.link('/wallet')}>${say('no')}</a>
    </p>
  `
}

function drawAddComment(seen: Preview, visit: Visit): Drawn {
  const say = walletSay(visit.language)
  const { to, once } = seen.asked
  return html`<details>
    <summary>${say('addComment')}</summary>
    <form action=${visit.link('/wallet/pay')}>
      ${hidden({ to, once, amount: String(seen.amountMsat) })} ${drawComment(seen, visit.language)}
      <button>${say('goOn')}</button>
    </form>
  </details>`
}
