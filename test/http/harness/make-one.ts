// How a caller makes one of each resource that has an id: for tests that ask who may do what to it.
import type { Answer, Gateway } from '../../e2e/harness/asking.ts'
import { buy, ended, invoice } from '../../e2e/harness/money.ts'

/** By the path's second word: makes one that is the gateway's own account's. */
export const MAKE_ONE: Readonly<Record<string, (g: Gateway) => Promise<string>>> = {
  deposits: async g => made(await g.ask('POST', '/v1/deposits', { amount_msat: 1_000 })),
  payments: async g => {
    const paid = await g.ask('POST', '/v1/payments', { destination: await invoice(g, 2_000) })
    await ended(g, `/v1/payments/${made(paid)}`)
    return made(paid)
  },
  purchases: async g => made(await buy(g, 'hello')),
  transfers: async g =>
    made(await g.ask('POST', '/v1/transfers', { to: 'telegram:7', amount_msat: 10 })),
  accounts: async g => made(await g.ask('POST', '/v1/accounts', { name: 'a child' })),
  'api-keys': async g => made(await g.ask('POST', '/v1/api-keys', READER)),
  webhooks: async g => made(await g.ask('POST', '/v1/webhooks', WEBHOOK))
}

export const made = ({ body }: Answer): string => String(body['id'])

export const WEBHOOK = { url: 'https://a.example/' }
export const READER = { name: 'a key', scopes: ['account:read'] }
