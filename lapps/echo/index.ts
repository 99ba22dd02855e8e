// Buys an echo: the smallest LApp there is, built step by step in ../README.md.
import { defineLApp, msat, Refusal } from '#lapp'

type Order = { id?: unknown; invoice?: unknown; problem?: unknown }

export default defineLApp({
  input: {
    type: 'object',
    properties: {
      text: {
        type: 'string',
        title: 'Text',
        description: 'What is to come back, up to 200 characters',
        maxLength: 200
      }
    },
    required: ['text'],
    additionalProperties: false
  },
  output: {
    type: 'object',
    properties: { echo: { type: 'string', title: 'Echo', maxLength: 200 } },
    required: ['echo'],
    additionalProperties: false
  },
  async quote({ input }, { http }) {
    const length = Array.from(input.text).length
    const price = await http.get('price', { searchParams: { length } }).json<{ msat?: unknown }>()
    if (!Number.isSafeInteger(price.msat)) throw new Refusal('upstream', 'The echo has no price.')
    return { msat: msat(Number(price.msat)), expiresAt: new Date('2100-01-01') }
  },
  async invoice({ key, input }, { http }) {
    const order = await http
      .post('orders', {
        json: { key, text: input.text },
        throwHttpErrors: status => status !== 422
      })
      .json<Order>()
    if (typeof order.problem === 'string') throw new Refusal('unsupported', order.problem)
    if (typeof order.invoice !== 'string' || typeof order.id !== 'string') {
      throw new Refusal('upstream', 'The echo sent no invoice.')
    }
    return { bolt11: order.invoice, reference: order.id }
  },
  async deliver(_order, { reference = '' }, { http }) {
    const { echo } = await http.get(`orders/${reference}`).json<{ echo?: unknown }>()
    if (typeof echo !== 'string') return { state: 'later', retryAfterMs: 1_000 }
    return { state: 'ready', output: { echo } }
  }
})
