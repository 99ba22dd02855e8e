// Fetches a URL behind a paywall (402, L402): requests it, pays up to a ceiling, and requests it
// again with the proof of payment.
import { defineLApp, invoiceAmount, Refusal, type Context, type Msat } from '#lapp'
import { credential, readChallenge, type Asked, type Challenge } from './challenge.ts'

const BODY_MAX = 4_000
const AGAIN_MS = 3_000

type Wish = { readonly url: string; readonly sat: number; readonly send?: string | undefined }

export default defineLApp({
  input: {
    type: 'object',
    properties: {
      url: {
        type: 'string',
        title: 'Address of what you want to buy',
        description: 'It begins with https://',
        format: 'uri',
        maxLength: 2_000
      },
      sat: {
        type: 'integer',
        title: 'At most',
        description: 'The most that it may cost, in sat',
        minimum: 1,
        maximum: 10_000
      },
      page: { type: 'boolean', title: 'Is it a web page?', default: false },
      send: {
        type: 'string',
        title: 'What to send',
        description: 'JSON that it takes; left out, the address is just opened',
        maxLength: 2_000
      }
    },
    required: ['url', 'sat'],
    additionalProperties: false
  },
  output: {
    type: 'object',
    properties: {
      body: { type: 'string', title: 'What it says', maxLength: BODY_MAX },
      cut: { type: 'boolean', title: 'There is more', default: false },
      authorization: { type: 'string', title: 'Key to it', maxLength: 4_096, writeOnly: true }
    },
    required: ['body', 'authorization'],
    additionalProperties: false
  },
  async quote({ input }, { http }) {
    const { price } = await ask(input, { http })
    return { msat: price, expiresAt: new Date('2100-01-01') }
  },
  async invoice({ input }, { http }) {
    const { bolt11, challenge } = await ask(input, { http })
    return { bolt11, reference: JSON.stringify(challenge) }
  },
  async deliver({ input }, { preimage, reference = '' }, { http }) {
    const { page } = input
    const authorization = credential(JSON.parse(reference) as Challenge, preimage)
    const answer = await open(input, http, { authorization }).catch(() => undefined)
    // A server that sends a new challenge may not have seen the payment yet; one that rejects the
    // token has. 202: the resource is still being prepared.
    if (answer === undefined || answer.status === 402 || answer.status === 202)
      return { state: 'later', retryAfterMs: AGAIN_MS }
    if (answer.status !== 200) {
      return { state: 'failed', reason: 'It was paid, but it does not open. Ask who sold it.' }
    }
    const text = await answer.text()
    if (!isWhole(text, answer.headers.get('content-type') ?? '', page)) {
      return { state: 'later', retryAfterMs: AGAIN_MS }
    }
    const body = text.slice(0, BODY_MAX).toWellFormed()
    return { state: 'ready', output: { body, cut: text.length > BODY_MAX, authorization } }
  }
})

type Http = Context['http']

const open = (
  { url, send }: Wish,
  http: Http,
  headers: Readonly<Record<string, string>> = {}
): Promise<Response> =>
  send === undefined
    ? http.get(url, { headers, throwHttpErrors: isOdd })
    : http.post(url, {
        headers: { ...headers, 'content-type': 'application/json' },
        body: send,
        throwHttpErrors: isOdd
      })

async function ask(
  wish: Wish,
  { http }: Pick<Context, 'http'>
): Promise<Asked & { readonly price: Msat }> {
  // A refusal, not an outage of this LApp: the buyer names the URL, and otherwise a few buyers who
  // name broken ones would have the LApp paused for everyone.
  const { sat } = wish
  if (!isJson(wish.send ?? '0'))
    throw new Refusal('invalid', 'What is to be sent is not JSON.', { field: 'send' })
  const answer = await open(wish, http).catch((): never => {
    throw new Refusal('unsupported', 'There is no answer from that address.')
  })
  if (answer.status === 402) {
    const asked = readChallenge(answer.headers.get('www-authenticate') ?? '')
    const price = invoiceAmount(asked.bolt11)
    if (price === undefined) throw new Refusal('unsupported', 'It does not say what it costs.')
    if (price <= BigInt(sat) * 1_000n) return { ...asked, price }
    throw new Refusal('limit', `It costs ${Number(price) / 1_000} sat.`, { field: 'sat' })
  }
  throw answer.status === 200
    ? new Refusal('unsupported', 'It is free, or not sold for Lightning: just open it.')
    : new Refusal('unsupported', 'It is not sold there.')
}

const isOdd = (status: number): boolean => ![401, 402, 403, 404, 410].includes(status)

/**
 * An HTML page where no page is sold, or truncated JSON, means that the service is in trouble: it
 * is asked again.
 */
function isWhole(text: string, type: string, page: boolean): boolean {
  if (/\bhtml\b/.test(type)) return page
  return !/\bjson\b/.test(type) || isJson(text)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
