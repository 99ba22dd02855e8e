// Sells without an account: one invoice of our node, and for its payment the purchase. The browser
// that ordered keeps the token; nobody else can see the page.
import { titleOf } from '../../bot/texts/lapp-text.ts'
import { AppError } from '../../core/errors.ts'
import type { LAppCard } from '../../lapps/open-lapp.ts'
import type { Stand, Wish } from '../../paid/paid.ts'
import { networkOf } from '../../core/strangers.ts'
import { sats } from '../ground/amounts.ts'
import { drawCopy, drawTime } from '../ground/facts.ts'
import { html, ownMarkup, type Drawn } from '../ground/html.ts'
import { drawQr } from '../ground/qr.ts'
import { drawRefusal } from '../ground/refusal.ts'
import type { Page, Shown, Site } from '../ground/site.ts'
import type { Visit } from '../ground/visit.ts'
import { gone } from './purchase.ts'
import type { Bought } from './delivery.ts'
import { drawPurchase } from './receipt.ts'
import { drawSteps } from './steps.ts'
import type { Store } from './rooms.ts'
import { storeSay } from './words.ts'

const KEPT_S = 2_592_000

const cookieOf = (hash: string): string => `order-${hash.slice(0, 16)}-`

/** @throws {AppError} what offers throw, and not_found if nothing is sold without an account */
export async function orderByInvoice(store: Store, wish: Wish, visit: Visit): Promise<Shown> {
  if (store.paid === undefined)
    throw new AppError('not_found', 'Nothing is sold without an account')
  const { token, paymentHash } = await store.paid.offer(wish, networkOf(visit.ip))
  visit.setCookie(cookieOf(paymentHash), token, { maxAge: KEPT_S })
  return { go: `/bought/${paymentHash}` }
}

type Found = Stand & {
  readonly card: LAppCard | undefined
  readonly token: string
  readonly hash: string
}

export function addGuests(site: Site, store: Store): void {
  const { paid } = store
  if (paid === undefined) return
  const find = async (visit: Visit): Promise<Found> => {
    const hash = visit.params['hash'] ?? ''
    const token = visit.cookie(cookieOf(hash))
    const stand = token === undefined ? undefined : await paid.stand(token)
    if (token === undefined || stand?.order.paymentHash !== hash)
      throw new AppError('not_found', 'This browser has no such order')
    return {
      ...stand,
      token,
      hash,
      card: store.catalogue.find(({ id }) => id === stand.order.lapp)
    }
  }
  const boughtOf = async (found: Found): Promise<Bought | undefined> => {
    const purchase = found.bought?.purchase
    return (
      purchase && {
        purchase,
        card: found.card,
        reveal: {
          path: `/bought/${found.hash}/reveal`,
          isGone: purchase.delivery.state === 'ready' && (await store.reveals.isGone(purchase.id))
        }
      }
    )
  }
  const draw = async (visit: Visit): Promise<Drawn> => {
    const found = await find(visit)
    return drawStand(found, await boughtOf(found), store, visit)
  }
  site.page('/bought/:hash', {}, async visit =>
    page(await find(visit), await draw(visit), visit, true)
  )
  site.events('/bought/:hash/events', {}, draw)
  site.form('/bought/:hash/reveal', {}, async visit => {
    const found = await find(visit)
    const bought = await boughtOf(found)
    if (bought === undefined) throw new AppError('not_found', 'Nothing was bought yet')
    const isFirst = await store.reveals.take(bought.purchase.id)
    const shown = isFirst ? { ...bought, secrets: true } : gone(bought)
    return page(found, await drawStand(found, shown, store, visit), visit, false)
  })
}

const page = ({ card, hash, order }: Found, body: Drawn, visit: Visit, follows: boolean): Page => ({
  title: card === undefined ? order.lapp : titleOf(card, visit.language),
  narrow: true,
  events: follows ? `/bought/${hash}/events` : undefined,
  body
})

async function drawStand(
  found: Found,
  bought: Bought | undefined,
  store: Store,
  visit: Visit
): Promise<Drawn> {
  const { language } = visit
  const say = storeSay(language)
  const { order, isPaid, card } = found
  const amount = sats(order.amountMsat, language)
  if (bought !== undefined) return drawPurchase({ ...bought, note: say('kept', { amount }) }, visit)
  const refused = found.bought?.refused
  if (refused !== undefined)
    return html`
      <h1>${say('headFailed')}</h1>
      ${drawRefusal(visit, refused, card)}
      <p class="notice">${say('kept', { amount })}</p>
      ${drawToken(found, visit)}
      <span data-over hidden></span>
    `
  if (isPaid)
    return html`<h1>${say('headAsking')}</h1>
      ${drawSteps('asking', language)}`
  return order.expiresAt <= store.now()
    ? drawExpired(found, visit)
    : drawInvoice(found, amount, visit)
}

async function drawInvoice(found: Found, amount: string, visit: Visit): Promise<Drawn> {
  const say = storeSay(visit.language)
  const { bolt11, expiresAt, lapp } = found.order
  return html`
    <h1>${say('stepWait')}</h1>
    <p class="lead">${found.card === undefined ? lapp : titleOf(found.card, visit.language)}</p>
    <p class="amount">${amount}</p>
    <p>${say('scan')}</p>
    ${ownMarkup('div', { class: 'qr', role: 'img', 'aria-label': say('qr') }, await drawQr(bolt11.toUpperCase()))}
    <p><code>${bolt11}</code></p>
    <p class="row">
      ${drawCopy(bolt11, visit.language)}
      <a class="button main" href=${`lightning:${bolt11}`}>${say('openWallet')}</a>
    </p>
    <p class="dim">${say('until')} ${drawTime(expiresAt)}</p>
    <noscript
      ><p class="dim">
        ${say('noScript')} <a href=${visit.link(visit.path)}>${say('look')}</a>
      </p></noscript
    >
    ${drawToken(found, visit)}
  `
}

const drawToken = ({ token }: Found, visit: Visit): Drawn => html`
  <details class="small dim">
    <summary>${storeSay(visit.language)('proof')}</summary>
    <p>${storeSay(visit.language)('keepToken')}</p>
    <p><code>${token}</code></p>
  </details>
`

const drawExpired = ({ order }: Found, visit: Visit): Drawn => {
  const say = storeSay(visit.language)
  return html`
    <h1>${say('expired')}</h1>
    <p class="notice warn">${say('expiredHint')}</p>
    <p>
      <a class="button main" href=${visit.link(`/lapps/${order.lapp}`)}>${say('startAgain')}</a>
    </p>
  `
}
