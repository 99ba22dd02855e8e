// A local imitation of lntxbot's HTTP API: `addinvoice`, and LNURL-pay for its users.
import { msat } from '../../core/msat.ts'
import type { Answer, Ask, Shop } from './shop.ts'
import type { Till } from './till.ts'

const EXPIRY_SECONDS = 480 * 3_600
const MIN_MSAT = 100_000
const MAX_MSAT = 1_000_000_000
const USERS = ['alice', 'bob']
/** base64("sandbox:invoice-key") */
const KEY = 'c2FuZGJveDppbnZvaWNlLWtleQ=='

export const lntxbot: Shop = {
  id: 'lntxbot',
  routes: {
    // c) POST /addinvoice {amt "1000", memo} → {pay_req, payment_request, …}; errors 200
    'POST /addinvoice': addInvoice,
    // c) GET /.well-known/lnurlp/{username or id} → payRequest; min 100 000 msat
    'GET /.well-known/lnurlp/:user': ({ params, origin }) => {
      const user = params['user'] ?? ''
      if (!USERS.includes(user)) return refuse(`There is no user ${user}.`)
      const body = {
        tag: 'payRequest',
        callback: `${origin}/lnurl/pay?kind=user&username=${user}`,
        minSendable: MIN_MSAT,
        maxSendable: MAX_MSAT,
        commentAllowed: 422,
        metadata: JSON.stringify([['text/plain', `Fund ${user}'s account.`]])
      }
      return { status: 200, body }
    },
    // c) its callback, which has ?kind= → {pr, routes, disposable: false}
    'GET /lnurl/pay': pay
  }
}

function addInvoice({ body, headers }: Ask, till: Till): Answer {
  const { amt, memo = '' } = body
  const [, key] = /^(?:Bearer|Basic) (.+)$/.exec(String(headers['authorization'])) ?? []
  if (key !== KEY) return fail(1, 'Bad auth')
  if (typeof amt !== 'string' || !/^[1-9]\d{0,8}$/.test(amt) || typeof memo !== 'string') {
    return fail(8, 'Bad arguments')
  }
  const sold = till.sell(msat(BigInt(amt) * 1_000n), memo, EXPIRY_SECONDS, { key })
  const { bolt11, paymentHash } = sold
  const r_hash = { type: 'Buffer', data: [...Buffer.from(paymentHash, 'hex')] }
  const same = { pay_req: bolt11, payment_request: bolt11, payment_hash: paymentHash }
  return { status: 200, body: { ...same, add_index: '1000', r_hash } }
}

function pay({ query }: Ask, till: Till): Answer {
  const { amount = '', username = '', kind, comment = '' } = query
  const asked = Number(amount)
  if (kind !== 'user' || !USERS.includes(username)) return refuse('There is no such user.')
  if (!Number.isSafeInteger(asked) || asked < MIN_MSAT || asked > MAX_MSAT) {
    return refuse('The amount is out of range.')
  }
  const sold = till.sell(msat(asked), 'lntxbot', EXPIRY_SECONDS, { username, comment })
  return { status: 200, body: { pr: sold.bolt11, routes: [], disposable: false } }
}

const refuse = (reason: string): Answer => ({ status: 200, body: { status: 'ERROR', reason } })
const fail = (code: number, message: string): Answer => ({
  status: 200,
  body: { error: true, code, message }
})
