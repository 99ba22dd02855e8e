// How a purchase stands, drawn: what is happening now, the receipt, and what was delivered, whose
// secrets are shown once.
import { fieldTitle, lappText, titleOf } from '../../bot/texts/lapp-text.ts'
import { failureWords } from '../../bot/texts/reasons.ts'
import { showId } from '../../core/ids.ts'
import { msat } from '../../core/msat.ts'
import type { Field } from '../../lapps/contract/form.ts'
import type { Input } from '../../lapps/contract/form-check.ts'
import type { LAppCard } from '../../lapps/open-lapp.ts'
import { isOver, type Purchase } from '../../purchase/view.ts'
import { sats } from '../ground/amounts.ts'
import { drawCopy, drawTime, facts, type Fact } from '../ground/facts.ts'
import { html, type Drawn } from '../ground/html.ts'
import type { Language } from '../ground/speech.ts'
import type { Visit } from '../ground/visit.ts'
import { storeSay } from './words.ts'

export type Progress = 'waiting' | 'asking' | 'paying' | 'paid' | 'delivered' | 'failed'

const ORDER: readonly Progress[] = ['asking', 'paying', 'paid', 'delivered']

/** @param delivers whether there is more to come after it is paid */
export function drawSteps(now: Progress, language: Language, delivers = true): Drawn {
  const say = storeSay(language)
  const names = {
    asking: 'stepAsk',
    paying: 'stepPay',
    paid: 'stepPaid',
    delivered: 'stepDelivered'
  } as const
  const steps = (['asking', 'paying', 'paid', 'delivered'] as const).filter(
    step => delivers || step !== 'delivered'
  )
  const last = steps.at(-1)
  const lost = now === 'failed'
  const at = lost ? 1 : ORDER.indexOf(now)
  return html`<ol class="steps">
    ${steps.map((step, n) => {
      const isDone = n < at || (n === at && (step === last || step === 'paid'))
      const state = lost && n === at ? 'lost' : isDone ? 'done' : n === at ? 'now' : ''
      const mark = { lost: '×', done: '✓', now: '●', '': '○' }[state]
      const current = state === 'now' ? 'step' : null
      return html`<li class=${state} aria-current=${current}>
        <span class="mark" aria-hidden="true">${mark}</span> ${say(names[step])}
      </li>`
    })}
  </ol>`
}

/** What was asked for, by the names of the form; secrets are not repeated. */
export const answerFacts = (card: LAppCard, input: Input, language: Language): readonly Fact[] =>
  Object.entries(card.input.properties).flatMap(([name, field]): readonly Fact[] => {
    const value = Object.hasOwn(input, name) ? input[name] : undefined
    if (value === undefined) return []
    const choice = 'oneOf' in field ? field.oneOf.find(one => one.const === value) : undefined
    const text =
      choice === undefined
        ? String(value)
        : lappText(card, language, `input.${name}.${choice.const}`, choice.title)
    return [[fieldTitle(card, language, 'input', name), isSecret(field) ? '•••' : text]]
  })

const isSecret = (field: Field | undefined): boolean =>
  field !== undefined && 'writeOnly' in field && field.writeOnly

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

export type Bought = {
  readonly card: LAppCard | undefined
  readonly purchase: Purchase
  /** Where its secrets are asked for, and whether they were shown already. */
  readonly reveal: { readonly path: string; readonly isGone: boolean } | undefined
  /** The secrets themselves, this once. */
  readonly secrets?: boolean
  /** What is kept for who paid and got nothing. */
  readonly note?: string
}

/** All that changes while it goes on. */
export function drawPurchase(bought: Bought, visit: Visit): Drawn {
  const { purchase, card } = bought
  const { language } = visit
  const say = storeSay(language)
  const now = progressOf(purchase)
  const heads = {
    waiting: 'stepWait',
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
    ${delivery.state === 'failed' && html`<p class="notice bad said">${say('undelivered')} ${delivery.reason}</p>`}
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
  const code = (text: string): Drawn => html`<code>${text}</code>`
  const rows: readonly (Fact | false)[] = [
    [say('paidSum'), sats(msat(purchase.amountMsat + purchase.surchargeMsat), language)],
    purchase.feeMsat !== null && [say('feePaid'), sats(purchase.feeMsat, language)],
    purchase.preimage !== null && [say('proof'), code(purchase.preimage)],
    [say('hash'), code(purchase.paymentHash)],
    [say('when'), drawTime(purchase.finishedAt ?? purchase.createdAt)],
    [say('id'), code(showId('pur', purchase.id))]
  ]
  if (purchase.status === 'failed' || purchase.status === 'pending')
    return html`<p class="small dim"><code>${showId('pur', purchase.id)}</code></p>`
  return html`<h2>${say('receipt')}</h2>
    ${facts(rows.filter(row => row !== false))}`
}

function drawDelivery(bought: Bought, visit: Visit): Drawn {
  const { purchase, card } = bought
  const say = storeSay(visit.language)
  const output = Object.entries(purchase.delivery.output ?? {})
  if (purchase.delivery.state !== 'ready' || output.length === 0) return html`<span></span>`
  const fieldOf = (name: string): Field | undefined =>
    card?.output !== undefined && Object.hasOwn(card.output.properties, name)
      ? card.output.properties[name]
      : undefined
  const shown = (name: string, value: unknown): Fact => {
    const title = card === undefined ? name : fieldTitle(card, visit.language, 'output', name)
    return [title, drawValue(String(value), fieldOf(name), say('copy'))]
  }
  const [open, hidden] = [false, true].map(secret =>
    output.filter(([name]) => isSecret(fieldOf(name)) === secret)
  )
  return html`
    <h2>${say('delivery')}</h2>
    ${facts((open ?? []).map(([name, value]) => shown(name, value)))}
    ${
      hidden !== undefined &&
      hidden.length > 0 &&
      drawSecrets(
        bought,
        hidden.map(([name, value]) => shown(name, value)),
        visit
      )
    }
  `
}

function drawSecrets({ reveal, secrets }: Bought, rows: readonly Fact[], visit: Visit): Drawn {
  const say = storeSay(visit.language)
  if (secrets === true)
    return html`<div class="secret">
      <p>${say('secretNow')}</p>
      ${facts(rows)}
    </div>`
  if (reveal === undefined || reveal.isGone) return html`<p class="notice">${say('secretGone')}</p>`
  return html`
    <form class="secret" method="post" action=${visit.link(reveal.path)}>
      <p>${say('secretHidden')}</p>
      <input type="hidden" name="csrf" value=${visit.csrf()} />
      <button class="main">${say('reveal')}</button>
    </form>
  `
}

/** A link leads to a web page, or is text like everything else. */
function drawValue(text: string, field: Field | undefined, copy: string): Drawn {
  const isLink =
    field !== undefined && 'format' in field && field.format === 'uri' && /^https?:\/\//i.test(text)
  return html`
    ${isLink ? html`<a href=${text} rel="noopener noreferrer nofollow">${text}</a>` : html`<span class="said">${text}</span>`}
    ${drawCopy(text, copy)}
  `
}
