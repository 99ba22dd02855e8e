// Decodes what somebody wants to have paid: moves nothing.
import type { Reading } from '../../payment/invoice/decode.ts'
import type { App } from '../wire/app.ts'
import type { Rooms } from '../wire/rooms.ts'
import * as s from '../wire/schema.ts'

const SHAPE = s.named(
  'Reading',
  s.exactly({
    type: {
      type: 'string',
      enum: ['bolt11', 'lightning_address', 'lnurl_pay', 'lnurl_withdraw', 'bip21']
    },
    amount_msat: s.MAYBE_BALANCE,
    min_msat: s.MAYBE_BALANCE,
    max_msat: s.MAYBE_BALANCE,
    description: s.MAYBE_TEXT,
    payment_hash: s.MAYBE_TEXT,
    payee: s.MAYBE_TEXT,
    network: s.MAYBE_TEXT,
    expires_at: s.MAYBE_TIME,
    payable: { type: 'boolean' },
    reason: { ...s.MAYBE_TEXT, description: 'Why it cannot be paid' }
  })
)

const present = (reading: Reading) => ({
  type: reading.type,
  amount_msat: s.amount(reading.amountMsat),
  min_msat: s.amount(reading.minMsat),
  max_msat: s.amount(reading.maxMsat),
  description: reading.description,
  payment_hash: reading.paymentHash,
  payee: reading.payee,
  network: reading.network,
  expires_at: s.time(reading.expiresAt),
  payable: reading.payable,
  reason: reading.reason
})

export function decode(app: App, { payments }: Pick<Rooms, 'payments'>): void {
  app.post(
    '/decode',
    {
      schema: {
        tags: ['payments'],
        summary: 'Read a BOLT11, lightning address, LNURL or BIP-21 without paying it',
        body: s.exactly({
          text: {
            type: 'string',
            minLength: 1,
            maxLength: 8_000,
            description: 'A BOLT11, a lightning address, an LNURL or a BIP-21 URI'
          }
        }),
        response: { 200: SHAPE }
      }
    },
    async ({ body }) => present(await payments.decode(body.text))
  )
}
