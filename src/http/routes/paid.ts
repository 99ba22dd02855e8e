// Sells without an account: answers 402 with an invoice first, and its proof of payment with the
// purchase.
import { wire } from '../../core/msat.ts'
import type { Offered, Paid, Redeemed } from '../../paid/paid.ts'
import type { App } from '../wire/app.ts'
import { markReplayed } from '../wire/idempotency-key.ts'
import { challenges, readProof, receipt } from '../wire/payment-proof.ts'
import { patience } from '../wire/prefer.ts'
import * as s from '../wire/schema.ts'
import { networkOf } from '../../core/strangers.ts'
import { BY_LAPP, FORM_ONLY } from './purchases.ts'

export type Selling = {
  readonly paid: Paid
  readonly publicUrl: string
  /** Our node's network: bitcoin, regtest … */
  readonly network: string
}

const ASKED = s.named(
  'PaymentRequired',
  s.exactly({
    price_msat: s.BALANCE,
    invoice: s.TEXT,
    payment_hash: s.TEXT,
    token: { ...s.TEXT, description: 'Send Authorization: L402 <token>:<preimage>' },
    expires_at: s.TIME
  })
)

const BOUGHT = s.named(
  'PaidPurchase',
  s.exactly({
    lapp: s.TEXT,
    status: { type: 'string', enum: ['pending', 'paid', 'delivered', 'failed'] },
    output: s.MAYBE_OUTPUT,
    reason: { ...s.MAYBE_TEXT, description: 'Why it was not delivered' },
    note: { ...s.MAYBE_TEXT, description: 'While it waits: what the LApp says is happening' },
    error: s.MAYBE_ERROR,
    payment_hash: s.TEXT,
    price_msat: s.BALANCE,
    held_msat: { ...s.BALANCE, description: 'What is kept for whoever has the proof' }
  })
)

const presentAsked = ({ amountMsat, bolt11, paymentHash, token, expiresAt }: Offered) => ({
  price_msat: wire(amountMsat),
  invoice: bolt11,
  payment_hash: paymentHash,
  token,
  expires_at: expiresAt.toISOString()
})

function presentBought({ order, purchase, refused }: Redeemed) {
  const status = purchase?.status ?? ('failed' as const)
  const error = refused && { code: refused.code, detail: refused.detail }
  return {
    lapp: order.lapp,
    status,
    output: purchase?.delivery.output ?? null,
    reason: purchase?.delivery.reason ?? null,
    note: purchase?.delivery.note ?? null,
    error: purchase?.error ?? error ?? null,
    payment_hash: order.paymentHash,
    price_msat: wire(order.amountMsat),
    held_msat: status === 'failed' ? wire(order.amountMsat) : 0
  }
}

const isOpen = ({ purchase }: Redeemed): boolean =>
  purchase !== undefined &&
  (purchase.status === 'pending' ||
    (purchase.status === 'paid' && purchase.delivery.state === 'waiting'))

export function paidEndpoints(
  app: App,
  { paid, publicUrl, network }: Selling,
  stop: AbortSignal
): void {
  const realm = URL.parse(publicUrl)?.host ?? ''
  app.post(
    '/paid/:lapp',
    {
      config: { waits: true },
      schema: {
        tags: ['paid'],
        summary: 'Buy without an account',
        description:
          'Answers 402 with an invoice of this node (L402, and Payment of MPP). The same request ' +
          'with the proof that it was paid is answered with what was bought: once, and the same ' +
          'again for the same proof.',
        params: BY_LAPP,
        body: FORM_ONLY,
        response: { 200: BOUGHT, 202: BOUGHT, 402: ASKED }
      }
    },
    async (request, reply) => {
      const wish = { lapp: request.params.lapp, input: request.body.input }
      const proof = readProof(request.headers.authorization)
      const redeemed = proof && (await paid.redeem(wish, proof, patience(request, reply, stop)))
      if (redeemed === undefined) {
        const offered = await paid.offer(wish, networkOf(request.ip))
        void reply.header('www-authenticate', challenges(offered, { realm, network }))
        return reply.code(402).send(presentAsked(offered))
      }
      markReplayed(reply, redeemed.replayed)
      void reply.header('payment-receipt', receipt(redeemed.order.paymentHash, new Date()))
      return reply.code(isOpen(redeemed) ? 202 : 200).send(presentBought(redeemed))
    }
  )
}
