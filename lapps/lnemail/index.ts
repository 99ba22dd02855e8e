// Buys an e-mail account at lnemail for a year, or sends one e-mail from such an account.
import { defineLApp, Refusal, type Context } from '#lapp'

const AGAIN_MS = 2_000

type Ordered = {
  readonly payment_request?: unknown
  readonly payment_hash?: unknown
  readonly detail?: unknown
}
type Mail = {
  readonly token?: string | undefined
  readonly recipient?: string | undefined
  readonly subject?: string | undefined
  readonly body?: string | undefined
}

export default defineLApp({
  input: {
    type: 'object',
    properties: {
      what: {
        title: 'What would you like?',
        oneOf: [
          { const: 'account', title: 'A new account' },
          { const: 'send', title: 'Send an e-mail' }
        ],
        default: 'account'
      },
      token: {
        type: 'string',
        title: 'Access token of the account that sends',
        onlyIf: { what: 'send' },
        maxLength: 500,
        writeOnly: true
      },
      recipient: {
        type: 'string',
        title: 'To',
        format: 'email',
        maxLength: 254,
        onlyIf: { what: 'send' }
      },
      subject: { type: 'string', title: 'Subject', maxLength: 200, onlyIf: { what: 'send' } },
      body: { type: 'string', title: 'Text', maxLength: 4_000, onlyIf: { what: 'send' } }
    },
    required: ['token', 'recipient', 'subject', 'body'],
    additionalProperties: false
  },
  output: {
    type: 'object',
    properties: {
      address: { type: 'string', title: 'Your e-mail address', format: 'email', maxLength: 254 },
      token: { type: 'string', title: 'Access token', maxLength: 500, writeOnly: true }
    },
    additionalProperties: false
  },
  async invoice({ input: { what, ...mail } }, { http }) {
    const options = what === 'send' ? letter(mail) : { json: {} }
    const path = what === 'send' ? 'api/v1/email/send' : 'api/v1/email'
    const ordered = await http
      .post(path, { ...options, throwHttpErrors: status => ![400, 401, 403, 422].includes(status) })
      .json<Ordered>()
    const { payment_request: bolt11, payment_hash: reference, detail } = ordered
    if (detail !== undefined) {
      throw new Refusal(
        'invalid',
        typeof detail === 'string' ? detail.slice(0, 200) : 'It is not sent.'
      )
    }
    if (typeof bolt11 !== 'string' || typeof reference !== 'string') {
      throw new Refusal('upstream', 'The mail service sent no invoice.')
    }
    return { bolt11, reference }
  },
  async deliver({ input: { what, token = '' } }, { reference = '' }, { http }) {
    return what === 'send' ? sent(reference, token, { http }) : opened(reference, { http })
  }
})

function letter({ token, recipient, subject, body }: Mail) {
  const needed = { token, recipient, subject, body }
  for (const [field, value] of Object.entries(needed)) {
    if (value !== undefined && value !== '') continue
    throw new Refusal('invalid', 'To send an e-mail, fill in every field.', { field })
  }
  if (!/^[!-~]+$/.test(token ?? '')) {
    throw new Refusal('invalid', 'This is no access token.', { field: 'token' })
  }
  return { json: { recipient, subject, body }, headers: { authorization: `Bearer ${token ?? ''}` } }
}

async function opened(hash: string, { http }: Pick<Context, 'http'>) {
  const paid = await http.get(`api/v1/payment/${hash}`).json<{
    payment_status?: unknown
    email_address?: unknown
    access_token?: unknown
  }>()
  const { payment_status: status, email_address: address, access_token: token } = paid
  if (status === 'paid' && typeof address === 'string' && typeof token === 'string') {
    return { state: 'ready', output: { address, token } } as const
  }
  return ended(status, undefined)
}

async function sent(hash: string, token: string, { http }: Pick<Context, 'http'>) {
  const headers = { authorization: `Bearer ${token}` }
  const { delivery_status: status, delivery_error: error } = await http
    .get(`api/v1/email/send/status/${hash}`, { headers })
    .json<{ delivery_status?: unknown; delivery_error?: unknown }>()
  return status === 'sent' || status === 'delivered'
    ? ({ state: 'ready', output: {} } as const)
    : ended(status, error)
}

function ended(status: unknown, error: unknown) {
  if (status !== 'failed' && status !== 'expired') {
    return { state: 'later', retryAfterMs: AGAIN_MS } as const
  }
  const why = typeof error === 'string' ? `: ${error.slice(0, 200)}` : '.'
  return { state: 'failed', reason: `The mail service says that it ${status}${why}` } as const
}
