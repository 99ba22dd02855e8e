// Money in: a Lightning invoice that credits the account once it is paid.
import type { FastifyPluginCallbackJsonSchemaToTs } from '@fastify/type-provider-json-schema-to-ts'
import { AppError } from '../../core/errors.ts'
import { show } from '../../core/ids.ts'
import { msat } from '../../core/msat.ts'
import type { Deposit } from '../../deposit/entity.ts'
import { idempotencyKey, markReplayed } from '../wire/idempotency-key.ts'
import { addFind, addList } from '../wire/read-routes.ts'
import type { Rooms } from '../wire/rooms.ts'
import * as s from '../wire/schema.ts'

const METHODS = ['lightning'] as const

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
    checkout_url: s.MAYBE_TEXT,
    metadata: s.NOTED,
    warning: { ...s.MAYBE_TEXT, description: 'For instance: not enough inbound capacity' },
    expires_at: s.MAYBE_TIME,
    created_at: s.TIME
  })
)

const present = (deposit: Deposit) => ({
  id: show('dep', deposit.id),
  status: deposit.status,
  method: deposit.method,
  amount_msat: s.amount(deposit.amountMsat),
  received_msat: s.amount(deposit.receivedMsat),
  bolt11: deposit.bolt11,
  payment_hash: deposit.paymentHash,
  address: null,
  checkout_url: null,
  metadata: deposit.metadata,
  warning: deposit.warning,
  expires_at: s.time(deposit.expiresAt),
  created_at: deposit.createdAt.toISOString()
})

const DEPOSIT = {
  plural: 'deposits',
  noun: 'deposit',
  prefix: 'dep',
  shape: SHAPE,
  filters: { status: ['pending', 'settled', 'expired'], paymentHash: true },
  present
} as const

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

export const deposits =
  ({ deposits: room }: Pick<Rooms, 'deposits'>): FastifyPluginCallbackJsonSchemaToTs =>
  (app, _options, done) => {
    app.post(
      '/deposits',
      {
        config: { scope: 'deposits:write', idempotent: true },
        schema: {
          tags: ['deposits'],
          summary: 'Ask for an invoice that credits the account when it is paid',
          body: WISH,
          response: { 201: SHAPE }
        }
      },
      async (request, reply) => {
        const { amount_msat, memo, expires_in, metadata } = request.body
        checkMemo(memo)
        const { deposit, replayed } = await room.open({
          account: request.caller.account,
          key: idempotencyKey(request),
          amountMsat: amount_msat === undefined ? undefined : msat(amount_msat),
          memo,
          metadata,
          expiresInSeconds: expires_in
        })
        markReplayed(reply, replayed)
        return reply.code(201).send(present(deposit))
      }
    )
    addFind(app, DEPOSIT, async (account, id) => room.find(account, id))
    addList(app, DEPOSIT, async (account, page) => room.list(account, page))
    done()
  }

/** BOLT 11 counts bytes, JSON Schema characters. */
function checkMemo(memo: string | undefined): void {
  if (memo === undefined || Buffer.byteLength(memo) <= 639) return
  const detail = 'must be at most 639 bytes in UTF-8, as much as an invoice carries'
  throw new AppError('invalid_request', `/memo: ${detail}`, [{ pointer: '/memo', detail }])
}
