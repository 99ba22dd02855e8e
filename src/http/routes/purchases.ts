// Buys from a LApp: optionally a quote first, then the purchase.
import type { Approvable } from '../../approval/view.ts'
import { AppError } from '../../core/errors.ts'
import { parse, showId, type Id } from '../../core/ids.ts'
import { msat, wire } from '../../core/msat.ts'
import { isOver, type Purchase } from '../../purchase/view.ts'
import type { App } from '../wire/app.ts'
import { idempotencyKey, markReplayed } from '../wire/idempotency-key.ts'
import { patience } from '../wire/prefer.ts'
import { addFind, addList } from '../wire/read-routes.ts'
import type { Rooms } from '../wire/rooms.ts'
import * as s from '../wire/schema.ts'

/** The forms of any LApp; the served document has each LApp's own in their place. */
const ANSWERS = s.named('Answers', {
  type: 'object',
  additionalProperties: true,
  description: "Answers to the LApp's form: GET /v1/lapps/{lapp} shows it"
})

/** The body of a request for a price, or of a purchase without an account. */
export const FORM_ONLY = s.exactly({ input: ANSWERS })

const STATUSES = ['pending', 'pending_approval', 'paid', 'delivered', 'failed'] as const

const DELIVERY = s.named(
  'Delivery',
  s.exactly({
    state: { type: 'string', enum: ['none', 'waiting', 'ready', 'failed'] },
    output: s.MAYBE_OUTPUT,
    reason: s.MAYBE_TEXT,
    note: { ...s.MAYBE_TEXT, description: 'While it waits: what the LApp says is happening' }
  })
)

const SHAPE = s.named(
  'Purchase',
  s.exactly({
    id: s.TEXT,
    lapp: s.TEXT,
    status: { type: 'string', enum: STATUSES },
    quote: s.MAYBE_TEXT,
    input: ANSWERS,
    amount_msat: s.BALANCE,
    fee_msat: s.MAYBE_BALANCE,
    surcharge_msat: s.BALANCE,
    payment_hash: s.TEXT,
    preimage: s.MAYBE_TEXT,
    bolt11: s.TEXT,
    metadata: s.NOTED,
    delivery: DELIVERY,
    error: s.MAYBE_ERROR,
    created_at: s.TIME,
    finished_at: s.MAYBE_TIME
  })
)

export const presentPurchase = (purchase: Approvable<Purchase>) => ({
  id: showId('pur', purchase.id),
  lapp: purchase.lapp,
  status: purchase.status,
  quote: purchase.quote === null ? null : showId('quo', purchase.quote),
  input: purchase.input,
  amount_msat: wire(purchase.amountMsat),
  fee_msat: s.amount(purchase.feeMsat),
  surcharge_msat: wire(purchase.surchargeMsat),
  payment_hash: purchase.paymentHash,
  preimage: purchase.preimage,
  bolt11: purchase.bolt11,
  metadata: purchase.metadata,
  delivery: purchase.delivery,
  error: purchase.error,
  created_at: purchase.createdAt.toISOString(),
  finished_at: s.time(purchase.finishedAt)
})

const PURCHASE = {
  plural: 'purchases',
  noun: 'purchase',
  prefix: 'pur',
  shape: SHAPE,
  filters: { status: STATUSES, paymentHash: true },
  present: presentPurchase
} as const

const WISH = {
  type: 'object',
  description: 'Either the input, or the quote that has it',
  properties: {
    input: ANSWERS,
    quote: { type: 'string', maxLength: 100, description: 'A quote (quo_…) that has not expired' },
    max_total_msat: {
      ...s.FEE,
      description: `${s.FEE.description}; bounds amount, fee ceiling and surcharge together`
    },
    metadata: s.METADATA
  },
  additionalProperties: false
} as const

/** Exactly one of the two: JSON Schema could check it, but not with a helpful message. */
function checkWish({ input, quote }: { input?: object; quote?: string }): Id | undefined {
  if ((input === undefined) === (quote === undefined)) {
    const detail = 'send either the input or the quote'
    throw new AppError('invalid_request', detail, [{ pointer: '/input', detail }])
  }
  if (quote === undefined) return undefined
  const id = parse('quo', quote)
  if (id === undefined) throw new AppError('not_found', 'There is no such quote')
  return id
}

export const BY_LAPP = s.exactly({ lapp: { type: 'string', maxLength: 100 } })

export function purchases(
  app: App,
  { purchases: room }: Pick<Rooms, 'purchases'>,
  stopping: AbortSignal
): void {
  app.post(
    '/lapps/:lapp/purchases',
    {
      config: { scope: 'purchases:write', idempotent: 'required', waits: true },
      schema: {
        tags: ['lapps'],
        summary: 'Buy, and wait for the end as long as Prefer says',
        params: BY_LAPP,
        body: WISH,
        response: { 201: SHAPE, 202: SHAPE }
      }
    },
    async (request, reply) => {
      const { input, max_total_msat, metadata } = request.body
      const { account, limits, key: by } = request.caller
      const { purchase, replayed } = await room.buy({
        account,
        quote: checkWish(request.body),
        key: idempotencyKey(request),
        lapp: request.params.lapp,
        input,
        metadata,
        maxTotalMsat: max_total_msat === undefined ? undefined : msat(max_total_msat),
        allowance: { ...limits, by }
      })
      markReplayed(reply, replayed)
      const { waitMs, signal } = patience(request, reply, stopping)
      const open = purchase.status !== 'pending_approval' && !isOver(purchase)
      // The money is held: if the database is away now, the purchase is pending, never refused.
      const ended = open ? room.ended(account, purchase.id, waitMs, signal) : undefined
      const seen = (await ended?.catch(() => undefined)) ?? purchase
      const shown = presentPurchase(seen)
      return reply
        .code(seen.status.startsWith('pending') ? 202 : 201)
        .header('location', `/v1/purchases/${shown.id}`)
        .send(shown)
    }
  )
  addFind(app, PURCHASE, async (account, id) => room.find(account, id))
  addList(app, PURCHASE, async (account, page) => room.list(account, page))
}
