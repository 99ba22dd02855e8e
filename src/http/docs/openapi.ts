// Builds the OpenAPI document from the routes' own schemas and what is true of all routes.
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import type { FastifySchema, RouteOptions } from 'fastify'
import { SCOPES } from '../../account/scopes.ts'
import { defined } from '../../core/defined.ts'
import { ERRORS } from '../../core/errors.ts'
import { typeOf } from '../wire/problem.ts'
import { exactly, TEXT } from '../wire/schema.ts'
import { guideLinks } from './guide.ts'
import { OPERATIONS } from './operations.ts'

const CODES = Object.keys(ERRORS) as (keyof typeof ERRORS)[]

const PROBLEM = exactly({
  type: { type: 'string', enum: CODES.map(typeOf) },
  title: TEXT,
  status: { type: 'integer' },
  code: { type: 'string', enum: CODES },
  detail: TEXT,
  errors: { type: 'array', items: exactly({ pointer: TEXT, detail: TEXT }) }
})

const IDEMPOTENCY_KEY = {
  type: 'string',
  pattern: '^[\\x21-\\x7e]{1,255}$',
  description: 'New for each wish; the same again for a repeat of it'
}
const PREFER = {
  type: 'string',
  examples: ['wait=10'],
  description: 'wait=N: seconds to wait for the end, 0 to 60, 10 by default'
}

const GATEWAY_ACCOUNT = {
  type: 'string',
  description: 'A sub-account (acc_…) of the account of the key, to act for it'
}

/** Not `http`: L402 is not in IANA's registry, and ogen refuses a document with such a scheme. */
const PROOF = {
  type: 'apiKey',
  in: 'header',
  name: 'Authorization',
  description: 'Authorization: L402 <token>:<preimage>, or Payment as MPP has it'
} as const

/** In the order in which a newcomer needs them; each LApp has its own tag, after these. */
const TAGS = {
  account: 'What the account of the key has, and how it came to that',
  deposits: 'Money in',
  payments: 'Money out: an invoice, a lightning address, an LNURL',
  transfers: 'Money between balances, free and at once',
  lapps: 'What can be bought, and buying it',
  purchases: 'What was bought',
  accounts: 'Sub-accounts, for an app that has users of its own',
  'api-keys': 'Who may do what, and how much of it',
  paid: 'Buying without an account',
  webhooks: 'Being told what happens, signed by Standard Webhooks',
  'webhook-events': 'What a webhook is told',
  events: 'Following what happens',
  health: 'Is it alive, can it do its work?',
  sandbox: 'The world outside, make-believe; not there on real money'
} as const

/** The introduction: rules that hold everywhere. */
const RULES = [
  'One Lightning balance for every Lightning app. Three rules hold everywhere:',
  '1. Amounts are whole **millisatoshi**, in fields that end in `_msat` (1 sat is 1000).',
  '2. What moves money needs an **Idempotency-Key**: the same key with the same body gives the ' +
    'same resource, never a second one. A new wish needs a new key.',
  '3. A payment that has begun never answers with an error status: it is **pending**, succeeded ' +
    'or failed, and `pending` means that nobody knows yet. Ask again; do not pay again.',
  `Five short pages to begin with: ${guideLinks}`
].join('\n\n')

/** @param sells whether there are routes that accept a proof of payment */
export const openapi = (version: string, sells: boolean): FastifyDynamicSwaggerOptions => ({
  openapi: {
    openapi: '3.1.0',
    // Wherever the document was fetched from.
    servers: [{ url: '/', description: 'This gateway' }],
    info: {
      title: 'LApp Gateway',
      version,
      description: RULES,
      contact: { name: 'Whoever runs this gateway' },
      license: { name: 'MIT', identifier: 'MIT' }
    },
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    components: {
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: `An API key. What it may do are its scopes: ${SCOPES.join(', ')}`
        },
        ...defined({ proof: sells ? PROOF : undefined })
      },
      schemas: { Problem: PROBLEM }
    }
  },
  convertConstToEnum: false,
  transform: ({ schema, url, route }) => ({ schema: describe(schema, route), url })
})

/** Adds to a route's schema what `authorize` and the idempotency key handle before it. */
function describe(schema: FastifySchema, route: RouteOptions): FastifySchema {
  const { config = {}, url } = route
  const row = OPERATIONS[nameOf(route)]
  const headers = defined({
    'Idempotency-Key': config.idempotent && IDEMPOTENCY_KEY,
    Prefer: config.waits ? PREFER : undefined,
    'Gateway-Account': url.startsWith('/v1/') ? GATEWAY_ACCOUNT : undefined
  })
  const required = config.idempotent === 'required' ? ['Idempotency-Key'] : []
  const asked = { type: 'object', properties: headers, required }
  const needsKey = config.scope !== undefined || url.startsWith('/v1/')
  const about = [schema.description ?? row?.about, config.scope && `Scope: \`${config.scope}\`.`]
  return {
    ...schema,
    ...defined({ operationId: row?.id }),
    description: about.filter(one => one !== undefined).join(' '),
    security: needsKey ? [{ key: [] }] : url.startsWith('/paid/') ? [{}, { proof: [] }] : [],
    ...defined({ headers: Object.keys(headers).length > 0 ? asked : undefined }),
    response: worded(schema.response as Readonly<Record<string, object>>)
  }
}

/** The route's name in the document's notation: `GET /v1/payments/{id}`. */
const nameOf = ({ method, url }: RouteOptions): string =>
  `${String(method)} ${url.replaceAll(/:(\w+)/g, '{$1}')}`

const WORDS: Readonly<Record<string, string>> = {
  200: 'Done',
  201: 'Made',
  202: 'Not at its end yet',
  402: 'To be paid first: the same request again with the proof',
  204: 'Gone'
}

const worded = (responses: Readonly<Record<string, object>> = {}) =>
  Object.fromEntries(
    Object.entries(responses).map(([status, shape]) => [
      status,
      { ...shape, 'x-response-description': WORDS[status] }
    ])
  )
