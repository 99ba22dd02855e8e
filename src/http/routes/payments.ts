// Money out: pays a BOLT11, a lightning address or an LNURL from the balance.
import type { Approvable } from '../../approval/view.ts'
import { AppError } from '../../core/errors.ts'
import { parse, showId } from '../../core/ids.ts'
import { msat, wire } from '../../core/msat.ts'
import type { Payment } from '../../payment/view.ts'
import type { App } from '../wire/app.ts'
import { idempotencyKey, markReplayed } from '../wire/idempotency-key.ts'
import { patience } from '../wire/prefer.ts'
import { addFind, addList } from '../wire/read-routes.ts'
import type { Rooms } from '../wire/rooms.ts'
import * as s from '../wire/schema.ts'

const SUCCESS_ACTION = s.orNull('SuccessAction', {
  type: 'object',
  properties: {
    tag: { type: 'string', enum: ['message', 'url', 'aes'] },
    message: s.TEXT,
    url: { ...s.TEXT, description: 'Of any host: show it with the link' },
    text: { ...s.MAYBE_TEXT, description: 'Decrypted; null where the preimage is not its key' }
  },
  required: ['tag'],
  additionalProperties: false,
  description: 'What the LNURL service that was paid wants shown: a ticket, a link, a code'
})

const STATUSES = ['pending', 'pending_approval', 'succeeded', 'failed'] as const

const SHAPE = s.named(
  'Payment',
  s.exactly({
    id: s.TEXT,
    status: { type: 'string', enum: STATUSES },
    amount_msat: s.BALANCE,
    fee_msat: s.MAYBE_BALANCE,
    max_fee_msat: s.BALANCE,
    payment_hash: s.TEXT,
    preimage: s.MAYBE_TEXT,
    success_action: SUCCESS_ACTION,
    destination: s.TEXT,
    payee: s.TEXT,
    description: s.MAYBE_TEXT,
    metadata: s.NOTED,
    error: s.MAYBE_ERROR,
    created_at: s.TIME,
    finished_at: s.MAYBE_TIME
  })
)

function presentAction(action: Payment['successAction']) {
  switch (action?.tag) {
    case undefined:
      return null
    case 'message':
      return { tag: action.tag, message: action.message }
    case 'url':
      return { tag: action.tag, url: action.url }
    case 'aes':
      return { tag: action.tag, text: action.text }
    default:
      return action satisfies never
  }
}

export const presentPayment = (payment: Approvable<Payment>) => ({
  id: showId('pay', payment.id),
  status: payment.status,
  amount_msat: wire(payment.amountMsat),
  fee_msat: s.amount(payment.feeMsat),
  max_fee_msat: wire(payment.maxFeeMsat),
  payment_hash: payment.paymentHash,
  preimage: payment.preimage,
  success_action: presentAction(payment.successAction),
  destination: payment.bolt11,
  payee: payment.payee,
  description: payment.description,
  metadata: payment.metadata,
  error: payment.error,
  created_at: payment.createdAt.toISOString(),
  finished_at: s.time(payment.finishedAt)
})

const PAYMENT = {
  plural: 'payments',
  noun: 'payment',
  prefix: 'pay',
  shape: SHAPE,
  filters: { status: STATUSES, paymentHash: true },
  present: presentPayment
} as const

const WISH = s.fields(
  {
    destination: {
      type: 'string',
      minLength: 1,
      maxLength: 8_000,
      description: 'A BOLT11 invoice, a lightning address, or an LNURL-pay'
    },
    amount_msat: {
      ...s.AMOUNT,
      description: `${s.AMOUNT.description}; needed where the destination names none, else equal to it`
    },
    max_fee_msat: {
      ...s.FEE,
      description: `${s.FEE.description}; by default the larger of 5000 and 1 %, rounded up`
    },
    comment: s.MEMO,
    metadata: s.METADATA
  },
  ['destination']
)

const optional = (amount: number | undefined) => (amount === undefined ? undefined : msat(amount))

export function payments(
  app: App,
  { payments: room }: Pick<Rooms, 'payments'>,
  stopping: AbortSignal
): void {
  app.post(
    '/payments',
    {
      config: { scope: 'payments:write', idempotent: 'required', waits: true },
      schema: {
        tags: ['payments'],
        summary: 'Pay, and wait for the end as long as Prefer says',
        body: WISH,
        response: { 201: SHAPE, 202: SHAPE }
      }
    },
    async (request, reply) => {
      const { destination, amount_msat, max_fee_msat, comment, metadata } = request.body
      const { account, limits, key: by } = request.caller
      const { payment, replayed } = await room.open({
        account,
        key: idempotencyKey(request),
        destination,
        amountMsat: optional(amount_msat),
        maxFeeMsat: optional(max_fee_msat),
        comment,
        metadata,
        allowance: { ...limits, by }
      })
      markReplayed(reply, replayed)
      const { waitMs, signal } = patience(request, reply, stopping)
      const open = payment.status === 'pending'
      // The money is held: if the database is away now, the payment is pending, never refused.
      const ended = open ? room.ended(account, payment.id, waitMs, signal) : undefined
      const seen = (await ended?.catch(() => undefined)) ?? payment
      const shown = presentPayment(seen)
      return reply
        .code(seen.status.startsWith('pending') ? 202 : 201)
        .header('location', `/v1/payments/${shown.id}`)
        .send(shown)
    }
  )
  app.post(
    '/payments/:id/cancel',
    {
      config: { scope: 'payments:write' },
      schema: {
        tags: ['payments'],
        summary: 'Take back a payment that waits for its turn at the node',
        description:
          'Releases one that nothing was sent of yet. One that was sent answers 409 being_paid and ends ' +
          'as it would have; one that has ended is answered as it is.',
        params: s.BY_ID,
        response: { 200: SHAPE }
      }
    },
    async request => {
      const id = parse('pay', request.params.id)
      const payment = id && (await room.cancel(request.caller.account, id))
      if (payment === undefined) throw new AppError('not_found', 'There is no such payment')
      return presentPayment(payment)
    }
  )
  addFind(app, PAYMENT, async (account, id) => room.find(account, id))
  addList(app, PAYMENT, async (account, page) => room.list(account, page))
}
