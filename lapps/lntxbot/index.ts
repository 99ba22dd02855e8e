// Puts sats into an account of an lntxbot: by its HTTP API (`addinvoice`, as LNDhub has it) or by LNURL-pay.
import { defineLApp, invoiceAmount, msat, Refusal, type Context } from '#lapp'

type Http = Pick<Context, 'http'>
type Answer = Readonly<Record<string, unknown>>

export default defineLApp({
  input: {
    type: 'object',
    properties: {
      sat: {
        type: 'integer',
        title: 'Amount',
        description: 'In sat',
        minimum: 1,
        maximum: 1_000_000
      },
      user: {
        type: 'string',
        title: 'User',
        description: 'Name or number at the bot; or give an invoice key',
        maxLength: 64
      },
      key: {
        type: 'string',
        title: 'Invoice key of your account at the bot',
        description: 'It can only receive; not needed if you gave a user',
        maxLength: 400,
        writeOnly: true
      },
      memo: { type: 'string', title: 'Note', maxLength: 100 }
    },
    required: ['sat'],
    additionalProperties: false
  },
  quote({ input: { sat, user, key } }) {
    mustBeOne(user, key)
    return Promise.resolve({ msat: msat(sat * 1_000), expiresAt: new Date('2100-01-01') })
  },
  async invoice({ input: { sat, user, key, memo = '' } }, { http }) {
    mustBeOne(user, key)
    const bolt11 =
      user === undefined
        ? await addInvoice(key ?? '', sat, memo, { http })
        : await lnurlPay(user, sat * 1_000, memo, { http })
    if (typeof bolt11 !== 'string' || invoiceAmount(bolt11) !== BigInt(sat) * 1_000n) throw broken()
    return { bolt11 }
  }
})

function mustBeOne(user: string | undefined, key: string | undefined): void {
  if ((user === undefined) === (key === undefined)) {
    throw new Refusal('invalid', 'Give either the user or an invoice key.', { field: 'user' })
  }
}

async function addInvoice(key: string, sat: number, memo: string, { http }: Http) {
  if (!/^[!-~]+$/.test(key)) throw refusal(1, 'This is no key.')
  const headers = { authorization: `Bearer ${key}` }
  // The amount is sent as a string; an error comes with status 200.
  const answer = await http
    .post('addinvoice', { json: { amt: String(sat), memo }, headers })
    .json<Answer>()
  if (answer['error'] === true) throw refusal(answer['code'], answer['message'])
  return answer['payment_request'] ?? answer['pay_req']
}

function refusal(code: unknown, message: unknown): Refusal {
  const why = typeof message === 'string' ? message.slice(0, 200) : 'The bot says no.'
  // Code 5 is a timeout and 7 an internal error; 1 and 2 are about the key.
  if (code === 5 || code === 7) return new Refusal('upstream', why)
  return new Refusal('invalid', why, code === 1 || code === 2 ? { field: 'key' } : {})
}

async function lnurlPay(user: string, amount: number, memo: string, { http }: Http) {
  const path = `.well-known/lnurlp/${encodeURIComponent(user)}`
  const offer = said(await http.get(path).json<Answer>())
  const { tag, callback, minSendable: min, maxSendable: max, commentAllowed } = offer
  const url = typeof callback === 'string' ? URL.parse(callback) : null
  if (tag !== 'payRequest' || url === null) throw broken()
  if (!(Number(min) <= amount && amount <= Number(max))) {
    throw new Refusal('limit', `It takes ${Number(min) / 1_000} to ${Number(max) / 1_000} sat.`)
  }
  // The callback already has a query.
  url.searchParams.set('amount', String(amount))
  if (memo !== '' && Number(commentAllowed) >= memo.length) url.searchParams.set('comment', memo)
  return said(await http.get(url.href).json<Answer>())['pr']
}

function said(answer: Answer): Answer {
  if (answer['status'] !== 'ERROR') return answer
  const { reason } = answer
  throw new Refusal(
    'invalid',
    typeof reason === 'string' ? reason.slice(0, 200) : 'The bot says no.'
  )
}

const broken = (): Refusal => new Refusal('upstream', 'The bot does not answer as it should.')
