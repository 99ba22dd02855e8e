// The page of a purchase: follows it to its end, and shows what was delivered.
import { titleOf } from '../../bot/texts/lapp-text.ts'
import { AppError } from '../../core/errors.ts'
import { parse, showId } from '../../core/ids.ts'
import type { Page, Site } from '../ground/site.ts'
import type { Visit } from '../ground/visit.ts'
import type { Bought } from './delivery.ts'
import { drawPurchase } from './receipt.ts'
import type { Store } from './rooms.ts'

export function addPurchases(site: Site, store: Store): void {
  const needs = { session: true, scope: 'account:read' } as const
  site.page('/purchases/:id', needs, async visit => drawPage(await boughtBy(store, visit), visit))
  site.events('/purchases/:id/events', needs, async visit =>
    drawPurchase(await boughtBy(store, visit), visit)
  )
  site.form('/purchases/:id/reveal', needs, async visit => {
    const bought = await boughtBy(store, visit)
    const isFirst = await store.reveals.take(bought.purchase.id)
    return drawPage(isFirst ? { ...bought, secrets: true } : gone(bought), visit)
  })
}

export const gone = (bought: Bought): Bought => ({
  ...bought,
  reveal: bought.reveal && { ...bought.reveal, isGone: true }
})

/** @throws {AppError} not_found, for another account's purchase too */
async function boughtBy(store: Store, { params, session }: Visit): Promise<Bought> {
  const id = parse('pur', params['id'] ?? '')
  const account = session?.caller.account
  const purchase = id && account && (await store.purchases.find(account, id))
  if (!purchase) throw new AppError('not_found', 'There is no such purchase')
  return {
    purchase,
    card: store.catalogue.find(one => one.id === purchase.lapp),
    reveal: {
      path: `/purchases/${showId('pur', purchase.id)}/reveal`,
      isGone: purchase.delivery.state === 'ready' && (await store.reveals.isGone(purchase.id))
    }
  }
}

const drawPage = (bought: Bought, visit: Visit): Page => ({
  title: bought.card === undefined ? bought.purchase.lapp : titleOf(bought.card, visit.language),
  narrow: true,
  // Shown once: nothing draws it over.
  events:
    bought.secrets === true ? undefined : `/purchases/${showId('pur', bought.purchase.id)}/events`,
  body: drawPurchase(bought, visit)
})
