// Renders the state of a purchase: its progress, the receipt, and what was delivered.
import { lappText, saidOf, titleOf } from '../../bot/texts/lapp-text.ts'
import { failureWords, undelivered } from '../../bot/texts/reasons.ts'
import { showId } from '../../core/ids.ts'
import { msat } from '../../core/msat.ts'
import type { Input } from '../../lapps/contract/form-check.ts'
import { isOver, type Purchase } from '../../purchase/view.ts'
import { sats } from '../ground/amounts.ts'
import { code, drawTime, facts } from '../ground/facts.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Language } from '../ground/speech.ts'
import type { Visit } from '../ground/visit.ts'
import { answerFacts } from './answers.ts'
import { drawDelivery, type Bought } from './delivery.ts'
import { drawSteps, type Progress } from './steps.ts'
import { storeSay } from './words.ts'

const progressOf = ({ status, delivery }: Purchase): Progress => {
  switch (status) {
    case 'pending':
      return 'paying'
    case 'paid':
      return delivery.state === 'failed' ? 'failed' : 'paid'
    case 'delivered':
    case 'failed':
      return status
    default:
      return status satisfies never
  }
}

/** The part that updates live. */
export function drawPurchase(bought: Bought, visit: Visit): Drawn {
  const { purchase, card } = bought
  const { language } = visit
  const say = storeSay(language)
  const now = progressOf(purchase)
  const heads = {
    asking: 'headAsking',
    paying: 'headPaying',
    paid: 'headPaid',
    delivered: 'headDelivered',
    failed: 'headFailed'
  } as const
  const undelivered = purchase.status === 'paid' && purchase.delivery.state === 'failed'
  return html`
    <h1>${say(undelivered ? 'headPaid' : heads[now])}</h1>
    <p class="lead">${card === undefined ? purchase.lapp : titleOf(card, language)}</p>
    ${drawSteps(undelivered ? 'paid' : now, language, purchase.delivery.state !== 'none' || card?.delivers === true)}
    ${drawNotes(bought, visit)} ${drawDelivery(bought, visit)} ${drawReceipt(purchase, language)}
    <details>
      <summary>${say('wanted')}</summary>
      ${card !== undefined && facts(answerFacts(card, purchase.input as Input, language))}
    </details>
    <p class="row"><a class="button" href=${visit.link('/')}>${say('more')}</a></p>
    ${isOver(purchase) && html`<span data-over hidden></span>`}
  `
}

function drawNotes({ purchase, card, note }: Bought, { language }: Visit): Drawn {
  const say = storeSay(language)
  const after = card?.manifest.alerts.after
  const { status, delivery, error } = purchase
  return html`
    ${status === 'pending' && html`<p class="notice">${say('held')}</p>`}
    ${status === 'paid' && delivery.state === 'waiting' && html`<p class="notice">${say('coming')}</p>`}
    ${delivery.note !== null && html`<p class="notice">${saidOf(card, language, 'note', delivery.note)}</p>`}
    ${delivery.state === 'failed' && html`<p class="notice bad said">${say('undelivered')} ${undelivered(language, delivery.reason ?? '')}</p>`}
    ${status === 'failed' && html`<p class="notice bad">${failureWords(language, error).text} ${note ?? say('returned')}</p>`}
    ${
      card !== undefined &&
      after !== undefined &&
      status !== 'failed' &&
      status !== 'pending' &&
      html`<p class="notice">${lappText(card, language, 'alerts.after', after)}</p>`
    }
  `
}

function drawReceipt(purchase: Purchase, language: Language): Drawn {
  const say = storeSay(language)
  if (purchase.status === 'failed' || purchase.status === 'pending')
    return html`<p class="small dim"><code>${showId('pur', purchase.id)}</code></p>`
  return html`<h2>${say('receipt')}</h2>
    ${facts([
      [say('paidSum'), sats(msat(purchase.amountMsat + purchase.surchargeMsat), language)],
      purchase.feeMsat !== null && [say('feePaid'), sats(purchase.feeMsat, language)],
      purchase.preimage !== null && [say('proof'), code(purchase.preimage)],
      [say('hash'), code(purchase.paymentHash)],
      [say('when'), drawTime(purchase.finishedAt ?? purchase.createdAt)],
      [say('id'), code(showId('pur', purchase.id))]
    ])}`
}
