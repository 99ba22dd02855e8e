// A service with Lightning addresses, well-behaved and broken: each of its users behaves
// differently.
import { createCipheriv, randomBytes } from 'node:crypto'
import { msat, type Msat } from '../../core/msat.ts'
import type { Answer, Ask, Shop } from './shop.ts'
import type { Terms, Till } from './till.ts'

const MIN_MSAT = 1_000
const MAX_MSAT = 1_000_000_000
const EXPIRY_SECONDS = 3_600
const COMMENT_MAX = 20

type User = {
  readonly offers?: Readonly<Record<string, unknown>>
  readonly asks?: (amountMsat: Msat) => Msat
  /** Sent with the invoice (LUD-09); the preimage encrypts what only the payment reveals. */
  readonly action?: (origin: string, preimage: Buffer) => object
}

const NAME = { name: { mandatory: true }, email: { mandatory: false } }

const USERS: Readonly<Record<string, User>> = {
  alice: {},
  fixed: { offers: { minSendable: 21_000, maxSendable: 21_000 } },
  curious: { offers: { payerData: NAME } },
  strict: { offers: { payerData: { auth: { mandatory: true, k1: '00'.repeat(32) } } } },
  message: { action: () => ({ tag: 'message', message: 'Thank you!' }) },
  link: {
    action: origin => ({ tag: 'url', description: 'Your ticket', url: `${origin}/ticket` })
  },
  elsewhere: {
    action: () => ({ tag: 'url', description: 'Your ticket', url: 'https://evil.example/' })
  },
  secret: { action: (_origin, preimage) => encrypt('The cake is in the oven', preimage) },
  unknown: { action: () => ({ tag: 'dance' }) },
  greedy: { asks: amountMsat => msat(amountMsat + 1n) },
  nameless: { offers: { metadata: JSON.stringify([['text/plain', 'Sats for nobody']]) } },
  withdraw: { offers: { tag: 'withdrawRequest' } }
}

export const deposit: Shop = {
  id: 'deposit',
  routes: {
    // i) 06, 16: GET /.well-known/lnurlp/user → payRequest; 12 comment, 18 payerData
    'GET /.well-known/lnurlp/:user': offer,
    // i) 06: GET callback?amount= → {pr, routes}; 09, 10 successAction
    'GET /pay/:user': sell
  }
}

const error = (reason: string): Answer => ({ status: 200, body: { status: 'ERROR', reason } })
const userOf = ({ params }: Ask): User | undefined => USERS[params['user'] ?? '']

function offer(ask: Ask): Answer {
  const user = userOf(ask)
  if (user === undefined) return error('There is nobody of that name.')
  const name = ask.params['user'] ?? ''
  const metadata = JSON.stringify([
    ['text/plain', `Sats for ${name}`],
    ['text/identifier', `${name}@wallet.example`]
  ])
  return {
    status: 200,
    body: {
      tag: 'payRequest',
      callback: `${ask.origin}/pay/${name}?from=sandbox`,
      minSendable: MIN_MSAT,
      maxSendable: MAX_MSAT,
      metadata,
      commentAllowed: COMMENT_MAX,
      ...user.offers
    }
  }
}

function sell(ask: Ask, till: Till): Answer {
  const { amount = '', comment = '', payerdata = '', from } = ask.query
  const user = userOf(ask)
  if (user === undefined || from !== 'sandbox') return error('This is not our callback.')
  if (!/^\d{1,15}$/.test(amount)) return error('amount is missing')
  const asked = msat(BigInt(amount))
  if (asked < MIN_MSAT || asked > MAX_MSAT) return error('amount is out of range')
  if (comment.length > COMMENT_MAX) return error('comment is too long')
  const needsName = user.offers?.['payerData'] === NAME
  if (needsName !== payerdata.includes('"name":')) return error('payerdata is amiss')
  const preimage = randomBytes(32)
  const terms: Terms = { preimage: preimage.toString('hex'), hashOnly: true }
  const goods = { user: ask.params['user'], comment, payerdata }
  const price = user.asks?.(asked) ?? asked
  const sold = till.sell(
    price,
    `${JSON.stringify(offer(ask).body)}${payerdata}`,
    EXPIRY_SECONDS,
    goods,
    terms
  )
  const successAction = user.action?.(ask.origin, preimage)
  return {
    status: 200,
    body: { pr: sold.bolt11, routes: [], successAction }
  }
}

/** LUD-10 */
function encrypt(text: string, preimage: Buffer): object {
  const iv = randomBytes(16)
  const cipher = createCipheriv('aes-256-cbc', preimage, iv)
  const ciphertext = Buffer.concat([cipher.update(text), cipher.final()]).toString('base64')
  return { tag: 'aes', description: 'A secret', ciphertext, iv: iv.toString('base64') }
}
