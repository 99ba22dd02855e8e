// Lists the routes that are tools. Their schemas are the routes' own; titles and descriptions for
// agents are here.
import type { ToolAnnotations } from '@modelcontextprotocol/server'
import type { LAppCard } from '../lapps/open-lapp.ts'
import { schema, type Form } from '../lapps/contract/form.ts'

export type Tool = {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly method: 'get' | 'post'
  /** In the notation of the OpenAPI document. */
  readonly path: string
  readonly hints: ToolAnnotations
  /** Arguments with a fixed value, which are not asked for. */
  readonly fixed?: Readonly<Record<string, string>>
  /** Fields of the route that are not arguments of the tool. */
  readonly without?: readonly string[]
  /** An input schema that replaces the route's own. */
  readonly input?: object
  /** At least one of these is required, though the route does not require it. */
  readonly oneOf?: readonly string[]
}

/** Spends money: the same Idempotency-Key spends once. */
const SPENDS: ToolAnnotations = {
  readOnlyHint: false,
  destructiveHint: true,
  idempotentHint: true,
  openWorldHint: true
}
const ASKS: ToolAnnotations = { readOnlyHint: true, openWorldHint: true }
const OPENS: ToolAnnotations = { ...SPENDS, destructiveHint: false }

const QUOTE = {
  method: 'post',
  path: '/v1/lapps/{lapp}/quotes',
  hints: ASKS
} as const

const BUY = {
  method: 'post',
  path: '/v1/lapps/{lapp}/purchases',
  hints: SPENDS,
  oneOf: ['quote', 'max_total_msat']
} as const

/** A read-only route. */
const read = (name: string, title: string, path: string, description: string): Tool => ({
  name,
  title,
  description,
  method: 'get',
  path,
  hints: { readOnlyHint: true, openWorldHint: false }
})

const CEILING =
  'Needs a quote, or max_total_msat as the most that it may cost with fee ceiling and surcharge. ' +
  'A status of pending is no failure: look again with "purchase", never buy again.'

export const TOOLS: readonly Tool[] = [
  read('balance', 'Balance', '/v1/account', 'What the account can spend now, and what is on hold.'),
  read('catalogue', 'What can be bought', '/v1/lapps', 'Lists LApps; "lapp" shows one in full.'),
  read('lapp', 'A LApp', '/v1/lapps/{lapp}', 'Its form as JSON Schema, limits and examples.'),
  {
    ...QUOTE,
    name: 'quote',
    title: 'Ask for a price',
    description: 'What a LApp would cost for this input. Nothing moves.'
  },
  { ...BUY, name: 'buy', title: 'Buy from a LApp', description: CEILING },
  read('purchase', 'A purchase', '/v1/purchases/{id}', 'How it stands, and what was delivered.'),
  {
    name: 'pay',
    title: 'Pay',
    description:
      'Pays a BOLT11 invoice, a lightning address or an LNURL. A status of pending is no ' +
      'failure: look again with "payment", never pay again.',
    method: 'post',
    path: '/v1/payments',
    hints: SPENDS
  },
  read('payment', 'A payment', '/v1/payments/{id}', 'How a payment stands.'),
  {
    name: 'invoice',
    title: 'Ask to be paid',
    description: 'Makes an invoice that credits the account when it is paid.',
    method: 'post',
    path: '/v1/deposits',
    hints: OPENS
  },
  read('deposit', 'A deposit', '/v1/deposits/{id}', 'Whether an invoice was paid.'),
  {
    name: 'transfer',
    title: 'Send to a balance',
    description: 'Sends to another balance of this gateway, free and at once.',
    method: 'post',
    path: '/v1/transfers',
    hints: SPENDS
  },
  {
    ...read('history', 'Statement', '/v1/transactions', 'What changed the balance, newest first.'),
    without: ['format']
  }
]

type Card = Pick<LAppCard, 'id' | 'manifest'> & { readonly input: Form }

/** The tools of one LApp, with its form in place of a generic input. */
export const toolsOf = ({ id, manifest, input }: Card): readonly Tool[] => {
  const own = { fixed: { lapp: id }, input: { ...schema(input), examples: manifest.examples } }
  const what = `${manifest.title}: ${manifest.summary}`
  return [
    {
      ...QUOTE,
      ...own,
      name: `quote_${id}`,
      title: `Price: ${manifest.title}`,
      description: `${what}. What it would cost. Nothing moves.`
    },
    {
      ...BUY,
      ...own,
      name: `buy_${id}`,
      title: manifest.title,
      description: `${what}. ${CEILING}`
    }
  ]
}

/** Tools that a LApp's own tools replace. */
export const GENERIC: readonly string[] = ['quote', 'buy']
