// The page of a purchase: follows it to its end, and shows what was delivered.
import { titleOf } from '../../bot/texts/lapp-text.ts'
import { showId, type Id } from '../../core/ids.ts'
import { found } from '../ground/found.ts'
import type { Page, Site } from '../ground/site.ts'
import { callerOf, type Visit } from '../ground/visit.ts'
import type { Bought } from './delivery.ts'
import { drawPurchase } from './receipt.ts'
import type { Store } from './rooms.ts'

export function addPurchases(site: Site, store: Store): void {
  site.page('/purchases/:id', { scope: 'account:read' }, async visit =>
    drawPage(await boughtBy(store, visit), visit)
  )
  site.events('/purchases/:id/events', { scope: 'account:read' }, async visit =>
    drawPurchase(await boughtBy(store, visit), visit)
  )
  site.form('/purchases/:id/reveal', { scope: 'account:read' }, async visit => {
    const bought = await boughtBy(store, visit)
    const isFirst = await store.reveals.take(bought.purchase.id)
    return drawPage(isFirst ? { ...bought, secrets: true } : gone(bought), visit)
  })
}

export const gone = (bought: Bought): Bought => ({
  ...bought,
  reveal: bought.reveal && { ...bought.reveal, isGone: true }
})

async function boughtBy(store: Store, visit: Visit): Promise<Bought> {
  const mine = (id: Id) => store.purchases.find(callerOf(visit).account, id)
  const purchase = await found(visit, ['pur', 'purchase'], mine)
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
