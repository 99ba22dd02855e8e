// Buys a broadcast from the Blockstream satellites: POST /order, pay, poll GET /order/{uuid} until
// it was sent; or raises the bid of an existing order.
import { defineLApp, msat, Refusal, type Context } from '#lapp'

const AGAIN_MS = 5_000

type Error = { readonly title?: unknown; readonly detail?: unknown; readonly code?: unknown }
type Ordered = {
  readonly uuid?: unknown
  readonly auth_token?: unknown
  readonly lightning_invoice?: { readonly payreq?: unknown } | null
  readonly message?: unknown
  readonly errors?: readonly (Error | null)[]
}

export default defineLApp({
  input: {
    type: 'object',
    properties: {
      message: {
        type: 'string',
        title: 'Message',
        description: 'What the satellites broadcast to the whole Earth',
        maxLength: 1_024
      },
      sat: {
        type: 'integer',
        title: 'Bid',
        description: 'In sat; higher bids are sent first',
        minimum: 1,
        maximum: 10_000
      },
      order: {
        type: 'string',
        title: 'Code of an earlier order',
        description: 'Only to raise its bid; leave it out for a new message',
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
      status: { type: 'string', title: 'Status', maxLength: 40 },
      order: { type: 'string', title: 'Order code', maxLength: 200, writeOnly: true }
    },
    required: ['status', 'order'],
    additionalProperties: false
  },
  quote({ input: { message, order, sat } }) {
    if (order === undefined) mustBeGiven(message)
    return Promise.resolve({ msat: msat(sat * 1_000), expiresAt: new Date('2100-01-01') })
  },
  async invoice({ input: { message, order, sat } }, { http }) {
    if (order !== undefined) return bump(order, sat * 1_000, { http })
    const bid = String(sat * 1_000)
    const body = new URLSearchParams({ bid, message: mustBeGiven(message) })
    return read(await http.post('order', { body, throwHttpErrors: isOdd }).json<Ordered>())
  },
  // The reference is the order and its token; the buyer gets both, to raise the bid later.
  async deliver(_order, { reference = '' }, { http }) {
    const [uuid = '', token = ''] = reference.split('.')
    const headers = { 'x-auth-token': token }
    const { status } = await http.get(`order/${uuid}`, { headers }).json<{ status?: unknown }>()
    if (status === 'sent' || status === 'received') {
      return { state: 'ready', output: { status, order: reference } }
    }
    return status === 'cancelled' || status === 'expired'
      ? { state: 'failed', reason: `The order is ${status}.` }
      : { state: 'later', retryAfterMs: AGAIN_MS }
  }
})

async function bump(order: string, increase: number, { http }: Pick<Context, 'http'>) {
  const [, uuid, token] = /^([0-9a-f-]{36})\.([\w-]{1,128})$/i.exec(order.trim()) ?? []
  if (uuid === undefined || token === undefined) {
    throw new Refusal('invalid', 'This is no order code.', { field: 'order' })
  }
  const body = new URLSearchParams({ bid_increase: String(increase), auth_token: token })
  return read(
    await http.post(`order/${uuid}/bump`, { body, throwHttpErrors: isOdd }).json<Ordered>()
  )
}

/** Statuses 400 to 417 are refusals that carry the service's own reason. */
const isOdd = (status: number): boolean => status < 400 || status > 417

function read({
  uuid,
  auth_token: token,
  lightning_invoice: invoice,
  errors = [],
  message
}: Ordered) {
  const [error] = errors
  if (error !== undefined && error !== null) throw refusal(error)
  if (typeof message === 'string') throw new Refusal('unsupported', message.slice(0, 200))
  if (
    typeof uuid !== 'string' ||
    typeof token !== 'string' ||
    typeof invoice?.payreq !== 'string'
  ) {
    throw new Refusal('upstream', 'The satellites sent no invoice.')
  }
  return { bolt11: invoice.payreq, reference: `${uuid}.${token}` }
}

function refusal({ title, detail, code }: Error): Refusal {
  const said = typeof detail === 'string' ? detail : title
  const why = typeof said === 'string' ? said.slice(0, 200) : 'The satellites do not take it.'
  if (code === 102) return new Refusal('limit', why, { field: 'sat' })
  if (code === 104 || code === 109) return new Refusal('invalid', why, { field: 'order' })
  return new Refusal('unsupported', why)
}

function mustBeGiven(message: string | undefined): string {
  if (message !== undefined && message !== '') return message
  throw new Refusal('invalid', 'There is nothing to send yet.', { field: 'message' })
}
