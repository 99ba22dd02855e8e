// Buys credit for AI models at PPQ.ai: for an existing key of the buyer, or for a new account whose
// key is delivered.
import { defineLApp, msat, Refusal, type Context } from '#lapp'

const AGAIN_MS = 3_000

type Http = Pick<Context, 'http'>
/** JSON-serialisable: kept with the order. */
type Topup = { readonly id: string; readonly key: string; readonly credit?: string | undefined }

export default defineLApp({
  input: {
    type: 'object',
    properties: {
      sat: {
        type: 'integer',
        title: 'Amount',
        description: 'How many sat of credit',
        minimum: 100,
        maximum: 1_000_000
      },
      key: {
        type: 'string',
        title: 'Your key',
        description: 'Of an account that you have; leave it out for a new one',
        maxLength: 200,
        writeOnly: true
      }
    },
    required: ['sat'],
    additionalProperties: false
  },
  output: {
    type: 'object',
    properties: {
      key: { type: 'string', title: 'Key of the new account', maxLength: 200, writeOnly: true },
      credit: { type: 'string', title: 'Number of the account', maxLength: 200, writeOnly: true }
    },
    additionalProperties: false
  },
  quote: ({ input: { sat } }) =>
    Promise.resolve({ msat: msat(sat * 1_000), expiresAt: new Date('2100-01-01') }),
  async invoice({ input: { sat, key } }, { http }) {
    if (key !== undefined && !/^[!-~]+$/.test(key)) {
      throw new Refusal('invalid', 'This is no key.', { field: 'key' })
    }
    const account = key === undefined ? await open({ http }) : { key }
    const topup = await http
      .post('topup/create/btc-lightning', {
        json: { amount: sat, currency: 'SATS' },
        headers: { authorization: `Bearer ${account.key}` },
        throwHttpErrors: status => ![400, 401, 403, 422].includes(status)
      })
      .json<{ invoice_id?: unknown; lightning_invoice?: unknown; error?: unknown }>()
    const { invoice_id: id, lightning_invoice: bolt11, error } = topup
    if (error !== undefined) {
      const why =
        typeof error === 'string' ? error.slice(0, 200) : 'It takes neither key nor amount.'
      throw new Refusal('invalid', why)
    }
    if (typeof id !== 'string' || typeof bolt11 !== 'string') throw broken()
    return { bolt11, reference: JSON.stringify({ id, ...account } satisfies Topup) }
  },
  async deliver(_order, { reference = '' }, { http }) {
    const { id, key, credit } = JSON.parse(reference) as Topup
    const headers = { authorization: `Bearer ${key}` }
    const { status } = await http
      .get(`topup/status/${id}`, { headers })
      .json<{ status?: unknown }>()
    // The status values for a finished top-up are undocumented; those for "not yet" are documented.
    const isOver = typeof status === 'string' && !/^(new|pending|processing)$/i.test(status)
    if (!isOver || !(await isFilled(credit, { http }))) {
      return { state: 'later', retryAfterMs: AGAIN_MS }
    }
    return { state: 'ready', output: credit === undefined ? {} : { key, credit } }
  }
})

async function open({ http }: Http) {
  const { credit_id: credit, api_key: key } = await http
    .post('accounts/create')
    .json<{ credit_id?: unknown; api_key?: unknown }>()
  if (typeof credit !== 'string' || typeof key !== 'string') throw broken()
  return { credit, key }
}

/** For an account that the buyer brought we know only the key, so the status has to suffice. */
async function isFilled(credit: string | undefined, { http }: Http): Promise<boolean> {
  if (credit === undefined) return true
  const { balance } = await http
    .post('credits/balance', { json: { credit_id: credit } })
    .json<{ balance?: unknown }>()
  return Number(balance) > 0
}

const broken = (): Refusal => new Refusal('upstream', 'PPQ.ai does not sell at the moment.')
