// JSON Schemas of the sandbox's request bodies, shared by the gateway's routes and the control API.

const amount_msat = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const
const bolt11 = { type: 'string', minLength: 1, maxLength: 7089 } as const
const ms = { type: 'integer', minimum: 0, maximum: 86_400_000 } as const
const then = { enum: ['settle', 'fail'] } as const

export const closed = <P extends object>(properties: P, required: readonly string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties
})

export const WALLET_PAY = closed({ bolt11, amount_msat }, ['bolt11'])

export const WALLET_INVOICE = closed({
  amount_msat,
  // BOLT 11 has room for 639 bytes; a character has up to four.
  description: { type: 'string', maxLength: 159 },
  expires_in: { type: 'integer', minimum: 1, maximum: 31_536_000 }
})

export const PHONE = closed({ number: { type: 'string', minLength: 1, maxLength: 32 } }, ['number'])

export const NEXT_PAYMENTS = closed(
  {
    outcomes: {
      type: 'array',
      maxItems: 1_000,
      items: {
        oneOf: [
          closed({ is: { const: 'settle' } }, ['is']),
          closed({ is: { const: 'fail' }, code: { type: 'integer' } }, ['is', 'code']),
          closed({ is: { const: 'stall' }, ms, then }, ['is', 'ms', 'then']),
          closed({ is: { const: 'drop' }, ms, then }, ['is', 'then']),
          closed({ is: { const: 'phantom' } }, ['is']),
          closed({ is: { const: 'slow_router' }, ms }, ['is', 'ms']),
          closed({ is: { const: 'wait_height' }, ms }, ['is', 'ms']),
          closed({ is: { const: 'late_part' }, ms, then }, ['is', 'ms', 'then'])
        ]
      }
    }
  },
  ['outcomes']
)

export const SHOP = closed({ name: { type: 'string', pattern: '^[a-z][a-z0-9-]{1,30}$' } }, [
  'name'
])

export const SHOP_INVOICE = closed(
  {
    amount_msat,
    description: { type: 'string', maxLength: 159 },
    expires_in: { type: 'integer', minimum: 1, maximum: 31_536_000 },
    callback: {
      type: 'string',
      maxLength: 500,
      // The sandbox only calls addresses of this machine.
      pattern: '^http://(localhost|127\\.0\\.0\\.1)(:[0-9]{1,5})?(/[^\\s]*)?$',
      description: 'An address of this machine, which gets `{payment_hash, preimage, amount_msat}`'
    }
  },
  ['amount_msat', 'callback']
)

export type ShopInvoice = {
  readonly amount_msat: number
  readonly description?: string
  readonly expires_in?: number
  readonly callback: string
}

export const CHAIN_PAY = closed(
  {
    address: { type: 'string', minLength: 1, maxLength: 120 },
    amount_sat: { type: 'integer', minimum: 1, maximum: 2_100_000_000_000_000 },
    confirmations: { type: 'integer', minimum: 0, maximum: 1_000 }
  },
  ['address', 'amount_sat']
)

export type ChainPay = {
  readonly address: string
  readonly amount_sat: number
  readonly confirmations?: number
}

export type WalletPay = { readonly bolt11: string; readonly amount_msat?: number }
export type WalletInvoice = {
  readonly amount_msat?: number
  readonly description?: string
  readonly expires_in?: number
}
export type NextPayments = {
  readonly outcomes: readonly (
    | { readonly is: 'settle' | 'phantom' }
    | { readonly is: 'fail'; readonly code: number }
    | { readonly is: 'slow_router' | 'wait_height'; readonly ms: number }
    | { readonly is: 'stall' | 'late_part'; readonly ms: number; readonly then: 'settle' | 'fail' }
    | { readonly is: 'drop'; readonly ms?: number; readonly then: 'settle' | 'fail' }
  )[]
}
