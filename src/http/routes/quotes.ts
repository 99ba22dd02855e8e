// Quotes what a LApp would cost now: moves nothing.
import { showId } from '../../core/ids.ts'
import { wire } from '../../core/msat.ts'
import type { App } from '../wire/app.ts'
import type { Rooms } from '../wire/rooms.ts'
import type { Quote } from '../../purchase/quotes.ts'
import * as s from '../wire/schema.ts'
import { BY_LAPP, FORM_ONLY } from './purchases.ts'

const SHAPE = s.named(
  'Quote',
  s.exactly({
    id: s.TEXT,
    amount_msat: s.BALANCE,
    surcharge_msat: s.BALANCE,
    max_fee_msat: s.BALANCE,
    total_max_msat: s.BALANCE,
    expires_at: s.TIME,
    note: s.MAYBE_TEXT
  })
)

const present = (quote: Quote) => ({
  id: showId('quo', quote.id),
  amount_msat: wire(quote.amountMsat),
  surcharge_msat: wire(quote.surchargeMsat),
  max_fee_msat: wire(quote.maxFeeMsat),
  total_max_msat: wire(quote.totalMaxMsat),
  expires_at: quote.expiresAt.toISOString(),
  note: quote.note
})

export function quotes(app: App, { purchases: room }: Pick<Rooms, 'purchases'>): void {
  app.post(
    '/lapps/:lapp/quotes',
    {
      config: { scope: 'purchases:write' },
      schema: {
        tags: ['lapps'],
        summary: 'Ask for the price',
        params: BY_LAPP,
        body: FORM_ONLY,
        response: { 200: SHAPE }
      }
    },
    async ({ caller: { account, limits }, params: { lapp }, body: { input } }) =>
      present(await room.quote({ account, lapp, input, allowance: limits }))
  )
}
