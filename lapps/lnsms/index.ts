// Buys a text message at lnsms.world: POST /invoice,
// pay, GET /invoice/<payment hash>/wait until 202.
import { defineLApp, Refusal } from '#lapp'

/** Shorter than the service's own 50 s, so that one wait fits into one call of the gateway. */
const WAIT_MS = 5_000
const AGAIN_MS = 1_000

export default defineLApp({
  input: {
    type: 'object',
    properties: {
      number: {
        type: 'string',
        title: 'Phone number',
        description: 'With country code, such as +19876543210',
        format: 'phone',
        maxLength: 16
      },
      text: {
        type: 'string',
        title: 'Message',
        description: 'Up to 160 characters; emoji and other alphabets may cost more',
        maxLength: 160
      }
    },
    required: ['number', 'text'],
    additionalProperties: false
  },
  async invoice({ input }, { http, signal }) {
    const answer = await http.post('invoice', {
      body: new URLSearchParams(input),
      headers: { accept: 'application/json' },
      throwHttpErrors: false,
      signal
    })
    const text = (await answer.text()).trim()
    const { payreq, message } = read(text)
    if (answer.status === 400) throw new Refusal('invalid', message ?? 'The number is not served.')
    // The service may ignore `accept` and answer with the bare invoice.
    const bolt11 = payreq ?? text
    if (answer.status !== 201 || !/^ln[a-z0-9]+$/i.test(bolt11)) {
      throw new Refusal('upstream', 'The text message service does not sell at the moment.')
    }
    return { bolt11 }
  },
  async deliver(_order, { preimage }, { http, signal }) {
    const wait = `invoice/${await hash(preimage)}/wait`
    const answer = await http
      .get(wait, { timeout: WAIT_MS, throwHttpErrors: false, signal })
      .catch(() => undefined)
    const status = answer?.status
    if (status === 202) return { state: 'ready', output: {} }
    if (status === 404 || status === 410) {
      return { state: 'failed', reason: 'The text message service does not know this payment.' }
    }
    return { state: 'later', retryAfterMs: AGAIN_MS }
  }
})

/** The two fields that matter, if the answer is JSON at all. */
function read(text: string): { payreq?: string | undefined; message?: string | undefined } {
  const said = (field: unknown): string | undefined =>
    typeof field === 'string' && field !== '' ? field : undefined
  try {
    const value = JSON.parse(text) as { payreq?: unknown; message?: unknown } | null
    return { payreq: said(value?.payreq), message: said(value?.message) }
  } catch {
    return {}
  }
}

/** The payment hash, which the service also uses as the invoice's id. */
async function hash(preimage: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.fromHex(preimage))
  return new Uint8Array(digest).toHex()
}
