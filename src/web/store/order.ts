// Confirms a purchase: shows the total price, and one button that buys. A quote is bought at most
// once: a double press, two tabs, a reload and the back button end at the same purchase.
import { titleOf } from '../../bot/texts/lapp-text.ts'
import { AppError } from '../../core/errors.ts'
import { keyOf } from '../../core/idempotency.ts'
import { parse, showId, type Id } from '../../core/ids.ts'
import { msat, type Msat } from '../../core/msat.ts'
import type { LAppCard } from '../../lapps/open-lapp.ts'
import type { Quoted } from '../../purchase/quoted.ts'
import { money, sats, CURRENCY_OF } from '../ground/amounts.ts'
import { drawTime, facts } from '../ground/facts.ts'
import { hidden } from '../ground/form.ts'
import { html, type Drawn } from '../ground/html.ts'
import { drawRefusal } from '../ground/refusal.ts'
import type { Page, Shown, Site } from '../ground/site.ts'
import { callerOf, type Visit } from '../ground/visit.ts'
import { mustProve } from '../sign-in/must-prove.ts'
import { filledWith } from './fields.ts'
import { answerFacts } from './answers.ts'
import { drawSteps } from './steps.ts'
import type { Store } from './rooms.ts'
import { storeSay } from './words.ts'

type Order = Quoted & { readonly card: LAppCard; readonly account: Id }

export function addOrders(site: Site, store: Store): void {
  site.page('/orders/:quote', { scope: 'purchases:write' }, async visit => {
    const order = await orderOf(store, visit)
    const { purchase } = order
    if (purchase?.state === 'ordered') return { go: `/purchases/${showId('pur', purchase.id)}` }
    const refusal = purchase?.refusal ?? undefined
    return drawOrder(store, order, visit, refusal)
  })
  site.events('/orders/:quote/events', { scope: 'purchases:write' }, async visit => {
    const order = await orderOf(store, visit)
    return order.purchase?.state === 'ordered'
      ? drawGoOn(order.purchase.id, visit)
      : (await drawOrder(store, order, visit, order.purchase?.refusal ?? undefined)).body
  })
  site.form('/orders/:quote/buy', { scope: 'purchases:write' }, async visit =>
    buy(store, await orderOf(store, visit), visit)
  )
}

/** @throws {AppError} not_found, for another account's order too */
async function orderOf(store: Store, visit: Visit): Promise<Order> {
  const id = parse('quo', visit.params['quote'] ?? '')
  const { account } = callerOf(visit)
  const found = id && (await store.purchases.quoted(account, id))
  const card = store.catalogue.find(one => one.id === found?.lapp)
  if (!found || card === undefined) throw new AppError('not_found', 'There is no such order')
  return { ...found, card, account }
}

async function buy(store: Store, order: Order, visit: Visit): Promise<Shown> {
  const { account, card, id } = order
  const path = `/orders/${showId('quo', id)}`
  if (await mustProve(store, visit.session, order.totalMaxMsat))
    return { go: `/sign-in?why=limit&next=${encodeURIComponent(path)}` }
  try {
    const { purchase } = await store.purchases.buy({
      account,
      lapp: card.id,
      key: keyOf(account, `order ${id}`, { method: 'POST', path: '/orders', body: { quote: id } }),
      quote: id,
      input: undefined,
      maxTotalMsat: order.totalMaxMsat,
      allowance: visit.session?.caller.limits
    })
    return { go: `/purchases/${showId('pur', purchase.id)}` }
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'internal') throw error
    return drawOrder(store, order, visit, error)
  }
}

async function drawOrder(
  store: Store,
  order: Order,
  visit: Visit,
  refusal?: AppError
): Promise<Page> {
  const { card, purchase, expiresAt } = order
  const say = storeSay(visit.language)
  const title = titleOf(card, visit.language)
  const isAsking = purchase?.state === 'asking'
  const isOver = expiresAt <= store.now() && !isAsking
  const events = isAsking ? `/orders/${showId('quo', order.id)}/events` : undefined
  return {
    title,
    narrow: true,
    events,
    body: html`
      <h1>${say(isAsking ? 'headAsking' : 'confirm')}</h1>
      <p class="lead">${title}</p>
      ${refusal !== undefined && drawRefusal(visit, refusal, card)}
      ${isAsking && drawSteps('asking', visit.language)}
      ${facts(answerFacts(card, order.input, visit.language))}
      ${await drawPrice(store, order, visit)}
      ${isOver || purchase?.state === 'refused' ? drawAgain(order, visit, isOver) : drawBuy(order, visit)}
    `
  }
}

async function drawPrice(store: Store, order: Order, { language }: Visit): Promise<Drawn> {
  const say = storeSay(language)
  const [account, rate] = await Promise.all([
    store.accounts.find(order.account),
    store.rates?.quote(CURRENCY_OF[language])
  ])
  const amount = (value: Msat): string => sats(value, language)
  return facts([
    [say('price'), amount(order.amountMsat)],
    order.surchargeMsat > 0n && [say('surcharge'), amount(order.surchargeMsat)],
    [say('fee'), amount(order.maxFeeMsat)],
    [
      say('total'),
      `${amount(order.totalMaxMsat)}${rate === undefined ? '' : ` (≈ ${money(order.totalMaxMsat, rate, language)})`}`
    ],
    [say('balance'), amount(account?.balanceMsat ?? msat(0))],
    [say('until'), drawTime(order.expiresAt)]
  ])
}

const drawBuy = (order: Order, visit: Visit): Drawn => {
  const say = storeSay(visit.language)
  const amount = sats(msat(order.amountMsat + order.surchargeMsat), visit.language)
  return html`
    <form method="post" action=${visit.link(`/orders/${showId('quo', order.id)}/buy`)}>
      ${hidden({ csrf: visit.csrf() })}
      <div class="row">
        <button class="main" data-busy=${say('asking')}>${say('buy', { amount })}</button>
        ${drawChange(order, visit)}
      </div>
    </form>
  `
}

/** The form again, with the answers that were given: they are named by the order, not carried. */
const drawChange = ({ card, id }: Order, visit: Visit): Drawn => html`
  <a class="button" href=${visit.link(`/lapps/${card.id}?order=${showId('quo', id)}`)}
    >${storeSay(visit.language)('back')}</a
  >
`

/** The same order again, at the current price. */
const drawAgain = (order: Order, visit: Visit, isOver: boolean): Drawn => {
  const { card, input } = order
  const say = storeSay(visit.language)
  return html`
    ${isOver && html`<p class="notice warn">${say('stale')}</p>`}
    <form method="post" action=${visit.link(`/lapps/${card.id}/order`)}>
      ${hidden({ csrf: visit.csrf(), how: 'balance', ...filledWith(input) })}
      <div class="row">
        <button class="main" data-busy=${say('asking')}>${say('again')}</button>
        ${drawChange(order, visit)}
      </div>
    </form>
  `
}

/** Sends followers of the order on to its purchase. */
const drawGoOn = (purchase: Id, visit: Visit): Drawn => html`
  <h1>${storeSay(visit.language)('headPaying')}</h1>
  <p data-over>
    <a data-go href=${visit.link(`/purchases/${showId('pur', purchase)}`)}
      >${storeSay(visit.language)('receipt')}</a
    >
  </p>
`
