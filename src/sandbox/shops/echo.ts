// The service of the example LApp: echoes a text for 1 sat per character.
import { randomUUID } from 'node:crypto'
import { msat } from '../../core/msat.ts'
import type { Answer, Ask, Shop } from './shop.ts'
import type { Till } from './till.ts'

const EACH_MSAT = 1_000n
const EXPIRY_SECONDS = 600
const LENGTH_MAX = 300

type Echo = { readonly id: string; readonly key: string; readonly text: string }

export const echo: Shop = {
  id: 'echo',
  routes: {
    // its own: GET /price?length= → {msat}
    'GET /price': ({ query }) => {
      const length = Number(query['length'])
      return Number.isInteger(length) && length > 0 && length <= LENGTH_MAX
        ? { status: 200, body: { msat: Number(EACH_MSAT) * length } }
        : { status: 422, body: { problem: 'An echo has 1 to 300 characters.' } }
    },
    // its own: POST /orders {key, text} → {id, invoice}, 422 {problem}; one order for a key
    'POST /orders': order,
    // its own: GET /orders/:id → {id}, with {echo} once it is paid
    'GET /orders/:id': ({ params }, till) => {
      const sale = till.find('id', params['id'] ?? '')
      if (sale === undefined) return { status: 404, body: { problem: 'No such order.' } }
      const { id, text } = sale.goods as Echo
      return { status: 200, body: sale.state === 'delivered' ? { id, echo: text } : { id } }
    }
  }
}

function order({ body }: Ask, till: Till): Answer {
  const { key, text } = body
  if (typeof key !== 'string' || key === '' || typeof text !== 'string' || text === '') {
    return { status: 422, body: { problem: 'key and text are needed.' } }
  }
  const length = Array.from(text).length
  if (length > LENGTH_MAX || /silence/i.test(text)) {
    return { status: 422, body: { problem: 'This text does not echo.' } }
  }
  const before = till.find('key', key)
  if (before !== undefined) {
    const { id } = before.goods as Echo
    return { status: 200, body: { id, invoice: before.bolt11 } }
  }
  const goods: Echo = { id: randomUUID(), key, text }
  const sold = till.sell(msat(EACH_MSAT * BigInt(length)), 'An echo', EXPIRY_SECONDS, goods)
  return { status: 200, body: { id: goods.id, invoice: sold.bolt11 } }
}
