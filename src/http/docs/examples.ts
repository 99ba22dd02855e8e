// Example values for the forms of the API reference: bodies that work as they are, with payable
// invoices in the sandbox, and an unused Idempotency-Key.
import { randomUUID } from 'node:crypto'
import type { LAppCard } from '../wire/rooms.ts'
import { eachOperation } from './each-operation.ts'

type Json = Readonly<Record<string, unknown>>

/** Payable invoices: one from an outside wallet, and one of a deposit. */
export type Payable = { readonly outside: string; readonly ours: string }

/** What a reader without a sandbox sees and has to replace. */
const PLACEHOLDERS: Payable = { outside: 'lnbc1…', ours: 'lnbc1…' }

/** A person the bot has not met: the transfer waits to be claimed. */
const SOMEBODY = 'telegram:1000000001'
const TEXT_MESSAGE = { number: '+19876543210', text: 'hello' }

const bodies = ({ outside, ours }: Payable): Readonly<Record<string, Json>> => ({
  '/v1/account/link': { code: 'the-code-it-gave' },
  '/v1/deposits': { amount_msat: 5_000_000, memo: 'lunch' },
  '/v1/payments': { destination: outside, amount_msat: 21_000 },
  '/v1/decode': { text: outside },
  '/v1/transfers': { to: SOMEBODY, amount_msat: 1_000, memo: 'thank you' },
  '/v1/transfers/batch': {
    transfers: [
      { to: SOMEBODY, amount_msat: 1_000 },
      { to: SOMEBODY, amount_msat: 2_000 }
    ]
  },
  '/v1/lapps/{lapp}/quotes': { input: TEXT_MESSAGE },
  '/v1/lapps/{lapp}/purchases': { input: TEXT_MESSAGE },
  '/paid/{lapp}': { input: TEXT_MESSAGE },
  '/v1/accounts': { name: 'a till' },
  '/v1/accounts/{id}': { name: 'another name' },
  '/v1/api-keys/{id}/rotate': { overlap_s: 3_600 },
  '/v1/api-keys': { name: 'to look on', scopes: ['account:read'] },
  '/v1/webhooks': { url: 'https://shop.example/told', events: ['deposit.settled'] },
  '/v1/webhooks/{id}/rotate': { overlap_s: 3_600 },
  '/sandbox/wallet/pay': { bolt11: ours },
  '/sandbox/chain/pay': {
    address: 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080',
    amount_sat: 5_000
  },
  '/sandbox/shops/{name}/invoices': {
    amount_msat: 21_000,
    callback: 'http://127.0.0.1:4000/paid'
  },
  '/sandbox/wallet/invoice': { amount_msat: 21_000, description: 'coffee' },
  // The first form that is tried must not break the sandbox for a day.
  '/sandbox/node/next-payments': { outcomes: [{ is: 'settle' }] }
})

const PARAMETERS: Readonly<Record<string, string>> = {
  lapp: 'lnsms',
  name: 'postcard',
  number: TEXT_MESSAGE.number
}

type Operation = Json & {
  readonly parameters?: readonly (Json & { readonly name: string })[]
  readonly requestBody?: Json & { readonly content: Readonly<Record<string, Json>> }
}
type Whole = Json & { readonly paths: object }

export function withExamples<T extends Whole>(
  document: T,
  catalogue: readonly LAppCard[],
  newKey: () => string = randomUUID,
  payable = PLACEHOLDERS
): T {
  const known = { ...bodies(payable), ...ofLApps(catalogue) }
  const paths = eachOperation<Operation>(document, (one, path) => filled(one, known[path], newKey))
  return { ...document, paths }
}

const ofLApps = (catalogue: readonly LAppCard[]): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    catalogue.flatMap(({ id, manifest }) =>
      ['quotes', 'purchases'].map(what => [
        `/v1/lapps/${id}/${what}`,
        { input: manifest.examples[0] ?? {} }
      ])
    )
  )

function filled(operation: Operation, example: Json | undefined, newKey: () => string): Operation {
  const { parameters = [], requestBody } = operation
  const named = parameters.map(one => ({ ...one, ...valueOf(one.name, newKey) }))
  const asked = { ...operation, parameters: named }
  if (requestBody === undefined || example === undefined) return asked
  const content = mapped(requestBody.content, media => ({ ...media, example }))
  return { ...asked, requestBody: { ...requestBody, content } }
}

function valueOf(name: string, newKey: () => string): { readonly example?: string } {
  if (name === 'Idempotency-Key') return { example: newKey() }
  const example = PARAMETERS[name]
  return example === undefined ? {} : { example }
}

const mapped = <T>(of: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [name, change(value)]))
