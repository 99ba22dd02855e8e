// The page of one LApp: its description, its form, and the two ways to pay.
import { lappText, saidOf, titleOf } from '../../bot/texts/lapp-text.ts'
import { AppError, ERRORS } from '../../core/errors.ts'
import { parse, showId } from '../../core/ids.ts'
import type { LAppCard } from '../../lapps/open-lapp.ts'
import { sats } from '../ground/amounts.ts'
import { hidden } from '../ground/form.ts'
import { html, type Drawn } from '../ground/html.ts'
import { drawRefusal } from '../ground/refusal.ts'
import type { Page, Shown, Site } from '../ground/site.ts'
import type { Visit } from '../ground/visit.ts'
import { isSecret } from './answers.ts'
import { canBuy, drawBadges, drawIcon } from './badges.ts'
import { answersOf, drawFields, faultOf, filledWith, type Filled } from './fields.ts'
import { drawFacts } from './lapp-facts.ts'
import { orderByInvoice } from './guest.ts'
import type { Store } from './rooms.ts'
import { storeSay } from './words.ts'

export function addLApps(site: Site, store: Store): void {
  const cardOf = ({ params }: Visit): LAppCard => {
    const card = store.catalogue.find(({ id }) => id === params['lapp'])
    if (card === undefined) throw new AppError('not_found', 'There is no such LApp')
    return card
  }
  site.page('/lapps/:lapp', {}, async visit => {
    const card = cardOf(visit)
    return drawLApp(store, card, visit, await presetOf(store, card, visit))
  })
  site.form('/lapps/:lapp/order', {}, visit => order(store, cardOf(visit), visit))
  site.part('/lapps/:lapp/price', { scope: 'purchases:write' }, visit =>
    price(store, cardOf(visit), visit)
  )
}

/** What the form is filled with: an example, or the answers of an order that is to be changed. */
async function presetOf({ purchases }: Store, card: LAppCard, visit: Visit): Promise<Filled> {
  const { query, session } = visit
  const order = parse('quo', query['order'] ?? '')
  const changed = order && session && (await purchases.quoted(session.caller.account, order))
  if (changed?.lapp === card.id) return filledWith(withoutSecrets(card, changed.input))
  const example = query['example'] === undefined ? undefined : card.manifest.examples[0]
  return example === undefined ? {} : filledWith(example)
}

/** A secret is typed again: no page tells it. */
const withoutSecrets = (
  { input: { properties } }: LAppCard,
  answers: Readonly<Record<string, unknown>>
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(answers).filter(([name]) => !isSecret(properties[name])))

/** Requests a quote; the purchase itself is confirmed on the next page. */
async function order(store: Store, card: LAppCard, visit: Visit): Promise<Shown> {
  const input = answersOf(card, visit.form)
  try {
    if (visit.form['how'] === 'invoice')
      return await orderByInvoice(store, { lapp: card.id, input }, visit)
    if (visit.session === undefined)
      return { go: `/sign-in?next=${encodeURIComponent(`/lapps/${card.id}`)}` }
    const { account, limits, scopes } = visit.session.caller
    if (!scopes.includes('purchases:write')) throw new AppError('forbidden', 'purchases:write')
    const quote = await store.purchases.quote({ account, lapp: card.id, input, allowance: limits })
    return { go: `/orders/${showId('quo', quote.id)}` }
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'internal') throw error
    return drawLApp(store, card, visit, visit.form, error)
  }
}

/** Quotes while the form is filled in: only for LApps that can do so without creating an order. */
async function price({ purchases }: Store, card: LAppCard, visit: Visit): Promise<Drawn> {
  const say = storeSay(visit.language)
  if (!card.hasQuote || visit.session === undefined) return html`<span></span>`
  const { account, limits } = visit.session.caller
  const input = answersOf(card, visit.form)
  // An incomplete form is not an error yet.
  if (card.read(input).is === 'invalid') return html`<span></span>`
  const quote = await purchases.quote({ account, lapp: card.id, input, allowance: limits })
  const note = quote.note === null ? '' : saidOf(card, visit.language, 'note', quote.note)
  return html`
    <p class="amount">${sats(quote.amountMsat, visit.language)}</p>
    <p class="dim">
      ${say('priceMost', { amount: sats(quote.totalMaxMsat, visit.language) })} ${note}
    </p>
  `
}

function drawLApp(
  store: Store,
  card: LAppCard,
  visit: Visit,
  filled: Filled,
  refusal?: AppError
): Page {
  const { language } = visit
  const title = titleOf(card, language)
  const summary = lappText(card, language, 'summary', card.manifest.summary)
  return {
    title,
    about: summary,
    scripts: ['store.js'],
    status: refusal === undefined ? 200 : ERRORS[refusal.code].status,
    body: html`
      <div class="two">
        <div>
          <div class="row">
            ${drawIcon(store, card, true)}
            <h1>${title}</h1>
          </div>
          <p class="lead">${summary}</p>
          ${drawBadges(store, card, language)}
          ${
            canBuy(store, card)
              ? drawForm(store, card, visit, filled, refusal)
              : html`<p class="notice warn">${storeSay(language)('cannot')}</p>`
          }
        </div>
        ${drawFacts(card, visit)}
      </div>
    `
  }
}

function drawForm(
  store: Store,
  card: LAppCard,
  visit: Visit,
  filled: Filled,
  refusal?: AppError
): Drawn {
  const { language, session } = visit
  const say = storeSay(language)
  const name = faultOf(card, refusal?.fields[0]?.pointer)
  const said =
    refusal?.code === 'lapp_refused' ? saidOf(card, language, 'refusal', refusal.detail) : undefined
  const fault = name === undefined ? undefined : { name, said }
  const path = `/lapps/${card.id}`
  const asks = card.hasQuote && session !== undefined ? visit.link(`${path}/price`) : null
  return html`
    <h2>${say('form')}</h2>
    ${refusal !== undefined && drawRefusal(visit, refusal, card)}
    <form method="post" action=${visit.link(`${path}/order`)} data-price=${asks} novalidate>
      ${hidden({ csrf: visit.csrf() })} ${drawFields({ card, language, filled, fault })}
      <div id="price" aria-live="polite"></div>
      ${drawWays(store, path, visit)}
    </form>
    ${card.manifest.examples.length > 0 && html`<p class="small"><a href=${visit.link(`${path}?example`)}>${say('example')}</a></p>`}
  `
}

function drawWays({ paid }: Store, path: string, visit: Visit): Drawn {
  const say = storeSay(visit.language)
  const isIn = visit.session !== undefined
  return html`
    <div class="row">
      ${isIn && html`<button class="main" name="how" value="balance" data-busy=${say('asking')}>${say('byBalance')}</button>`}
      ${paid !== undefined && html`<button class=${isIn ? null : 'main'} name="how" value="invoice" data-busy=${say('asking')}>${say('byInvoice')}</button>`}
      ${!isIn && html`<a class="button" href=${visit.link(`/sign-in?next=${encodeURIComponent(path)}`)}>${say('signIn')}</a>`}
    </div>
    ${paid !== undefined && html`<p class="small dim">${say('byInvoiceHint')}</p>`}
  `
}
