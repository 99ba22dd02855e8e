// Sends a text message through sms4sats, whose hold invoice is settled only when the message has
// arrived. Its other service, receiving a code, reveals the number only after payment, too late for
// a buyer here.
import { defineLApp, Refusal } from '#lapp'

const AGAIN_MS = 2_000

type Ordered = {
  readonly status?: unknown
  readonly orderId?: unknown
  readonly payreq?: unknown
  readonly error?: unknown
}

export default defineLApp({
  input: {
    type: 'object',
    properties: {
      phone: {
        type: 'string',
        title: 'Phone number',
        description: 'With country code, such as +19876543210',
        format: 'phone',
        maxLength: 16
      },
      message: {
        type: 'string',
        title: 'Message',
        description: 'Up to 140 characters',
        maxLength: 140
      }
    },
    required: ['phone', 'message'],
    additionalProperties: false
  },
  async invoice({ input: { phone, message } }, { http }) {
    const { status, orderId, payreq, error } = await http
      .post('createsendorder', { json: { phone, message }, throwHttpErrors: code => code !== 500 })
      .json<Ordered>()
    if (status === 'error') {
      throw new Refusal(
        'invalid',
        typeof error === 'string' ? error.slice(0, 200) : 'It is not sent.'
      )
    }
    if (status !== 'OK' || typeof orderId !== 'string' || typeof payreq !== 'string') {
      throw new Refusal('upstream', 'The text message service sent no invoice.')
    }
    return { bolt11: payreq, reference: orderId }
  },
  async deliver(_order, { reference = '' }, { http }) {
    const { smsStatus } = await http
      .get('orderstatus', { searchParams: { orderId: reference } })
      .json<{ smsStatus?: unknown }>()
    if (smsStatus === 'sent' || smsStatus === 'delivered') return { state: 'ready', output: {} }
    return smsStatus === 'failed'
      ? { state: 'failed', reason: 'The text message could not be delivered.' }
      : { state: 'later', retryAfterMs: AGAIN_MS }
  }
})
