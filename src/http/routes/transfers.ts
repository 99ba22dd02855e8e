// Transfers between balances, free and instant; the hot path.
import type { FromSchema } from 'json-schema-to-ts'
import { AppError } from '../../core/errors.ts'
import { parse, showId } from '../../core/ids.ts'
import { msat, wire } from '../../core/msat.ts'
import type { BatchResult } from '../../transfer/batch.ts'
import type { Transfer } from '../../transfer/entity.ts'
import type { TransferRequest } from '../../transfer/plan.ts'
import type { App } from '../wire/app.ts'
import { idempotencyKey, markReplayed } from '../wire/idempotency-key.ts'
import { addFind, addList } from '../wire/read-routes.ts'
import type { Rooms } from '../wire/rooms.ts'
import * as s from '../wire/schema.ts'

const FIELDS = s.exactly({
  id: s.TEXT,
  status: { type: 'string', enum: ['settled', 'claimable', 'returned'] },
  from: s.TEXT,
  to: { ...s.MAYBE_TEXT, description: 'Null: whoever takes that part of a giveaway' },
  amount_msat: s.BALANCE,
  memo: s.MAYBE_TEXT,
  metadata: s.NOTED,
  expires_at: s.MAYBE_TIME,
  created_at: s.TIME
})

const SHAPE = s.named('Transfer', FIELDS)

const RESULT = s.named(
  'TransferResult',
  s.exactly({
    status: { type: 'string', enum: ['settled', 'claimable', 'refused'] },
    transfer: s.orNull('Transfer', FIELDS),
    error: s.MAYBE_ERROR
  })
)

const RESULTS = s.named('TransferResults', s.exactly({ results: { type: 'array', items: RESULT } }))

export const presentTransfer = (transfer: Transfer) => ({
  id: showId('trf', transfer.id),
  status: transfer.status,
  from: showId('acc', transfer.from),
  to: named(transfer.to),
  amount_msat: wire(transfer.amountMsat),
  memo: transfer.memo,
  metadata: transfer.metadata,
  expires_at: s.time(transfer.expiresAt),
  created_at: transfer.createdAt.toISOString()
})

/** The bot's giveaways go to whoever comes first; the key that tells them apart stays internal. */
const named = (to: string): string | null => (to.startsWith('gift:') ? null : to)

/** The batch's decision: a transfer that was returned since was claimable then. */
const decided = (transfer: Transfer) =>
  transfer.status === 'returned' ? 'claimable' : transfer.status

const presentResult = ({ transfer, error }: BatchResult) => ({
  status: transfer === null ? ('refused' as const) : decided(transfer),
  transfer: transfer === null ? null : presentTransfer(transfer),
  error
})

const TRANSFER = {
  plural: 'transfers',
  noun: 'transfer',
  prefix: 'trf',
  shape: SHAPE,
  filters: { status: ['settled', 'claimable', 'returned'], paymentHash: false },
  present: presentTransfer
} as const

const WISH = s.fields(
  {
    to: {
      type: 'string',
      pattern: '^(acc_[0-9a-zA-Z]{1,64}|telegram:[0-9]{1,20})$',
      description: 'An account (acc_…), or a person (telegram:<id>)'
    },
    amount_msat: s.AMOUNT,
    memo: s.MEMO,
    metadata: s.METADATA,
    expires_in: {
      ...s.SECONDS,
      description: `${s.SECONDS.description}, until what nobody has claimed returns`
    }
  },
  ['to', 'amount_msat']
)

const BATCH = s.exactly({ transfers: { type: 'array', minItems: 1, maxItems: 1000, items: WISH } })

const transferRequest = (body: FromSchema<typeof WISH>): TransferRequest => ({
  to: body.to,
  amountMsat: msat(body.amount_msat),
  memo: body.memo,
  metadata: body.metadata,
  expiresInSeconds: body.expires_in
})

export function transfers(app: App, { transfers: room }: Pick<Rooms, 'transfers'>): void {
  const config = { scope: 'transfers:write', idempotent: 'required' } as const
  const tags = ['transfers']
  app.post(
    '/transfers',
    {
      config,
      schema: { tags, summary: 'Send to another balance', body: WISH, response: { 201: SHAPE } }
    },
    async (request, reply) => {
      const { account, limits } = request.caller
      const wish = transferRequest(request.body)
      const sent = await room.send(account, idempotencyKey(request), wish, limits)
      markReplayed(reply, sent.replayed)
      void reply.code(201)
      return presentTransfer(sent.transfer)
    }
  )
  app.post(
    '/transfers/batch',
    {
      config,
      bodyLimit: 1_048_576,
      schema: {
        tags,
        summary: 'Send up to 1000 at once; each stands or falls alone',
        body: BATCH,
        response: {
          200: RESULTS
        }
      }
    },
    async (request, reply) => {
      const requests = request.body.transfers.map(transferRequest)
      const { account, limits } = request.caller
      const sent = await room.batch(account, idempotencyKey(request), requests, limits)
      markReplayed(reply, sent.replayed)
      return { results: sent.results.map(presentResult) }
    }
  )
  app.post(
    '/transfers/:id/cancel',
    {
      config: { scope: 'transfers:write' },
      schema: {
        tags,
        summary: 'Take back what nobody has claimed; what has ended is answered as it is',
        params: s.BY_ID,
        response: { 200: SHAPE }
      }
    },
    async ({ caller, params }) => {
      const id = parse('trf', params.id)
      const cancelled = id && (await room.cancel(caller.account, id))
      if (!cancelled) throw new AppError('not_found', 'You have sent no such transfer')
      return presentTransfer(cancelled)
    }
  )
  addFind(app, TRANSFER, async (account, id) => room.find(account, id))
  addList(app, TRANSFER, async (account, page) => room.list(account, page))
}
