// JSON Schemas of the sandbox's request bodies, shared by the gateway's routes and the control API.
import type { FastifyPluginCallbackJsonSchemaToTs } from '@fastify/type-provider-json-schema-to-ts'

/** The control API: its handlers get what these schemas say. */
export type Control = Parameters<FastifyPluginCallbackJsonSchemaToTs>[0]

const amount_msat = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const
const bolt11 = { type: 'string', minLength: 1, maxLength: 7089 } as const
const ms = { type: 'integer', minimum: 0, maximum: 86_400_000 } as const
const then = { enum: ['settle', 'fail'] } as const

export const closed = <const P extends object, const R extends readonly string[]>(
  properties: P,
  required: R
) => ({ type: 'object', additionalProperties: false, required, properties }) as const

export const WALLET_PAY = closed({ bolt11, amount_msat }, ['bolt11'])

// BOLT 11 has room for 639 bytes; a character has up to four.
const description = { type: 'string', maxLength: 159 } as const
const expires_in = { type: 'integer', minimum: 1, maximum: 31_536_000 } as const

export const WALLET_INVOICE = closed({ amount_msat, description, expires_in }, [])

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
    description,
    expires_in,
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

export const CHAIN_PAY = closed(
  {
    address: { type: 'string', minLength: 1, maxLength: 120 },
    amount_sat: { type: 'integer', minimum: 1, maximum: 2_100_000_000_000_000 },
    confirmations: { type: 'integer', minimum: 0, maximum: 1_000 }
  },
  ['address', 'amount_sat']
)
