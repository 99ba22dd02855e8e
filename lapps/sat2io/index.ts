// Sends sats to a phone number through sat2.io: GET /send/:tel/:sat returns a page that contains
// the invoice.
import { defineLApp, msat, Refusal } from '#lapp'

const AGAIN_MS = 2_000

export default defineLApp({
  input: {
    type: 'object',
    properties: {
      tel: {
        type: 'string',
        title: 'Phone number',
        description: 'With country code, such as +19876543210',
        format: 'phone',
        maxLength: 16
      },
      sat: {
        type: 'integer',
        title: 'Amount',
        description: 'How many sat they get',
        minimum: 1_000,
        maximum: 40_000
      }
    },
    required: ['tel', 'sat'],
    additionalProperties: false
  },
  // The service adds 1 %, rounded up, and 1 sat; the host holds it to that.
  quote: ({ input: { sat } }) =>
    Promise.resolve({
      msat: msat((sat + Math.ceil(sat / 100) + 1) * 1_000),
      expiresAt: new Date('2100-01-01'),
      note: `${sat} sat, and the fee of sat2.io`
    }),
  async invoice({ input: { tel, sat } }, { http }) {
    const number = tel.replace('+', '')
    const page = await http.get(`send/${number}/${sat}`, {
      throwHttpErrors: status => status !== 302
    })
    // It refuses by redirecting to its front page.
    if (page.status === 302) {
      throw new Refusal('invalid', 'sat2.io does not serve this number.', { field: 'tel' })
    }
    const [bolt11] = /\bln(?:bcrt|tbs|tb|bc)\d[0-9a-z]+/.exec(await page.text()) ?? []
    if (bolt11 === undefined) throw new Refusal('upstream', 'sat2.io shows no invoice.')
    return { bolt11 }
  },
  // The text message is sent only when this is requested.
  async deliver(_order, { bolt11 }, { http }) {
    const { settled } = await http.get(`lookupinvoice/${bolt11}`).json<{ settled?: unknown }>()
    return settled === true
      ? { state: 'ready', output: {} }
      : { state: 'later', retryAfterMs: AGAIN_MS }
  }
})
