// The gateway as its buyers see it, with the sandbox's shops
// behind it: quotes, purchases and what became of them.
import type { Test } from 'tap'
import { ALL_LAPPS, place } from '../../e2e/harness/place.ts'
import { composed } from '../../e2e/harness/composed.ts'
import type { Answer, Gateway } from '../../e2e/harness/asking.ts'
import { balance, ended } from '../../e2e/harness/money.ts'

export type Market = Gateway & {
  /** Waits until it is over. */
  buy(lapp: string, input: object, more?: object): Promise<Answer>
  quote(lapp: string, input: object): Promise<Answer>
  /** What is free of the account's money once nothing is held. */
  free(): Promise<number>
  /** The purchase once its payment is no longer pending. */
  outcome(purchase: Answer): Promise<Answer['body']>
  texts(number: string): Promise<readonly string[]>
}

export async function market(t: Test, env: Readonly<Record<string, string>> = {}): Promise<Market> {
  const gateway = await composed(t, await place(t), { ...ALL_LAPPS, ...env })
  return {
    ...gateway,
    buy: (lapp, input, more = {}) =>
      gateway.ask('POST', `/v1/lapps/${lapp}/purchases`, { input, ...more }, { wait: 20 }),
    quote: (lapp, input) => gateway.ask('POST', `/v1/lapps/${lapp}/quotes`, { input }),
    async free() {
      const { balance: whole, held } = await balance(gateway)
      return whole - held
    },
    outcome: ({ body }) => ended(gateway, `/v1/purchases/${String(body['id'])}`),
    async texts(number) {
      const { body } = await gateway.ask('GET', `/sandbox/phone/${encodeURIComponent(number)}`)
      return (body['messages'] as readonly { readonly text: string }[]).map(({ text }) => text)
    }
  }
}
