// Money in: creates deposits for others to pay, which credit the account once they are paid.
import { AppError } from '../../core/errors.ts'
import { showId } from '../../core/ids.ts'
import { msat, wire } from '../../core/msat.ts'
import type { Deposit } from '../../deposit/entity.ts'
import { METHODS } from '../../deposit/source.ts'
import { checkoutUrl } from '../checkout-url.ts'
import type { App } from '../wire/app.ts'
import { idempotencyKey, markReplayed } from '../wire/idempotency-key.ts'
import { addFind, addList } from '../wire/read-routes.ts'
import type { Rooms } from '../wire/rooms.ts'
import * as s from '../wire/schema.ts'

const WAY = s.named(
  'DepositWay',
  s.exactly({
    method: s.TEXT,
    currency: s.TEXT,
    destination: s.TEXT,
    link: s.MAYBE_TEXT,
    amount: { ...s.MAYBE_TEXT, description: 'In that coin; null where the payer chooses' },
    rate: { ...s.MAYBE_TEXT, description: 'Sats for one coin, fixed when the deposit was made' }
  })
)

const PAYMENT = s.named(
  'DepositPayment',
  s.exactly({
    method: s.TEXT,
    payment: s.TEXT,
    state: { type: 'string', enum: ['pending', 'small', 'credited', 'lost', 'vanished'] },
    amount_msat: s.BALANCE,
    currency: s.MAYBE_TEXT,
    value: s.MAYBE_TEXT,
    rate: s.MAYBE_TEXT,
    confirmations: { type: ['integer', 'null'] }
  })
)

const SHAPE = s.named(
  'Deposit',
  s.exactly({
    id: s.TEXT,
    status: { type: 'string', enum: ['pending', 'settled', 'expired'] },
    method: { type: 'string', enum: METHODS },
    amount_msat: s.MAYBE_BALANCE,
    received_msat: s.MAYBE_BALANCE,
    bolt11: s.MAYBE_TEXT,
    payment_hash: s.MAYBE_TEXT,
    address: s.MAYBE_TEXT,
    checkout_url: { ...s.MAYBE_TEXT, description: 'A page for whoever pays it' },
    ways: { type: 'array', items: WAY, description: 'Every way to pay it, but by our node alone' },
    payments: {
      type: 'array',
      items: PAYMENT,
      description: 'What was seen of it, but by our node alone; credited is what says so'
    },
    policy: {
      ...s.MAYBE_TEXT,
      description: 'What becomes of more, less, late and partial payments; null: all is credited'
    },
    metadata: s.NOTED,
    warning: { ...s.MAYBE_TEXT, description: 'For instance: not enough inbound capacity' },
    expires_at: s.MAYBE_TIME,
    created_at: s.TIME
  })
)

type Present = (deposit: Deposit) => ReturnType<typeof presentDeposit>

export const presentDeposit = (deposit: Deposit, publicUrl: string, policy: string | null) => ({
  id: showId('dep', deposit.id),
  status: deposit.status,
  method: deposit.method,
  amount_msat: s.amount(deposit.amountMsat),
  received_msat: s.amount(deposit.receivedMsat),
  bolt11: deposit.bolt11,
  payment_hash: deposit.paymentHash,
  address: deposit.address,
  checkout_url: checkoutUrl(publicUrl, deposit.id),
  ways: deposit.ways.map(way => ({ ...way })),
  payments: deposit.payments.map(({ amountMsat, method, payment, state, ...paid }) => ({
    method,
    payment,
    state,
    amount_msat: wire(amountMsat),
    currency: paid.currency,
    value: paid.value,
    rate: paid.rate,
    confirmations: paid.confirmations
  })),
  policy,
  metadata: deposit.metadata,
  warning: deposit.warning,
  expires_at: s.time(deposit.expiresAt),
  created_at: deposit.createdAt.toISOString()
})

const depositKind = (present: Present) =>
  ({
    plural: 'deposits',
    noun: 'deposit',
    prefix: 'dep',
    shape: SHAPE,
    filters: { status: ['pending', 'settled', 'expired'], paymentHash: true },
    present
  }) as const

const WISH = {
  type: 'object',
  properties: {
    amount_msat: {
      ...s.AMOUNT,
      description: `${s.AMOUNT.description}; without it the payer chooses`
    },
    memo: s.MEMO,
    method: { type: 'string', enum: METHODS },
    expires_in: s.SECONDS,
    metadata: s.METADATA
  },
  additionalProperties: false
} as const

export function deposits(app: App, { deposits: room, publicUrl }: Deps): void {
  const present: Present = deposit =>
    presentDeposit(deposit, publicUrl, room.policyOf(deposit.method))
  const kind = depositKind(present)
  offered(app, room)
  app.post(
    '/deposits',
    {
      config: { scope: 'deposits:write', idempotent: 'required' },
      schema: {
        tags: ['deposits'],
        summary: 'Ask for an invoice that credits the account when it is paid',
        body: WISH,
        response: { 201: SHAPE }
      }
    },
    async (request, reply) => {
      const { amount_msat, memo, method, expires_in, metadata } = request.body
      checkMemo(memo)
      const { deposit, replayed } = await room.open({
        account: request.caller.account,
        key: idempotencyKey(request),
        method,
        amountMsat: amount_msat === undefined ? undefined : msat(amount_msat),
        memo,
        metadata,
        expiresInSeconds: expires_in
      })
      markReplayed(reply, replayed)
      return reply.code(201).send(present(deposit))
    }
  )
  addFind(app, kind, async (account, id) => room.find(account, id))
  addList(app, kind, async (account, page) => room.list(account, page))
}

/** BOLT 11 counts bytes, JSON Schema counts characters. */
function checkMemo(memo: string | undefined): void {
  if (memo === undefined || Buffer.byteLength(memo) <= 639) return
  const detail = 'must be at most 639 bytes in UTF-8, as much as an invoice carries'
  throw new AppError('invalid_request', `/memo: ${detail}`, [{ pointer: '/memo', detail }])
}

type Deps = Pick<Rooms, 'deposits'> & { readonly publicUrl: string }

const OFFERED = s.named(
  'DepositOption',
  s.exactly({
    method: { type: 'string', enum: METHODS },
    title: s.TEXT,
    min_msat: s.BALANCE,
    max_msat: s.MAYBE_BALANCE,
    confirmations: { type: 'integer', description: 'Blocks until a payment on a chain counts' },
    policy: s.MAYBE_TEXT,
    paused: { type: 'boolean', description: '503 deposits_paused for now' }
  })
)

/** The deposit methods that are configured here. */
function offered(app: App, room: Rooms['deposits']): void {
  app.get(
    '/deposit-methods',
    {
      config: { scope: 'account:read' },
      schema: {
        tags: ['deposits'],
        summary: 'List the ways for money to come in',
        response: { 200: s.exactly({ data: { type: 'array', items: OFFERED } }) }
      }
    },
    async () => ({
      data: (await room.methods()).map(one => ({
        method: one.method,
        title: one.title,
        min_msat: wire(one.minMsat),
        max_msat: s.amount(one.maxMsat),
        confirmations: one.confirmations,
        policy: one.policy,
        paused: one.paused
      }))
    })
  )
}
