// Writes payment challenges and reads proofs, in both dialects: L402 (and LSAT, its older name),
// and the "Payment" scheme (MPP, draft-ryan-httpauth-payment).
import { jsonIn } from '../../core/json-in.ts'
import type { Offered, Proof } from '../../paid/paid.ts'

type Where = { readonly realm: string; readonly network: string }

/** As draft-lightning-charge calls the networks that it calls otherwise. */
const NETWORKS: Readonly<Record<string, string>> = { bitcoin: 'mainnet' }

/** The `WWW-Authenticate` headers to send. */
export function challenges(offered: Offered, { realm, network }: Where): string[] {
  const { token, bolt11, paymentHash, amountMsat, expiresAt } = offered
  const request = base64url({
    amount: String(amountMsat / 1_000n),
    currency: 'sat',
    methodDetails: { invoice: bolt11, network: NETWORKS[network] ?? network, paymentHash }
  })
  const fields = {
    id: token,
    realm,
    method: 'lightning',
    intent: 'charge',
    request,
    expires: expiresAt.toISOString()
  }
  return [
    // `macaroon` and `invoice` first and beside each other: aperture, lnget and l402-requests look
    // for just that. `token` is what it is called since.
    `L402 macaroon="${token}", invoice="${bolt11}", version="0", token="${token}"`,
    `Payment ${Object.entries(fields)
      .map(([name, value]) => `${name}="${value}"`)
      .join(', ')}`
  ]
}

const L402 = /^(?:L402|LSAT) ([A-Za-z0-9+/=_-]{1,1000}):([0-9a-f]{64})$/i
const PAYMENT = /^Payment ([A-Za-z0-9_-]{1,8000})={0,2}$/i
const PREIMAGE = /^[0-9a-f]{64}$/

/** undefined if there is none, or none that can be parsed. */
export function readProof(header: string | undefined): Proof | undefined {
  const [, token, preimage] = L402.exec(header ?? '') ?? []
  if (token !== undefined && preimage !== undefined) return { token, preimage }
  const [, coded] = PAYMENT.exec(header ?? '') ?? []
  return coded === undefined ? undefined : fromCredential(coded)
}

function fromCredential(coded: string): Proof | undefined {
  const said = jsonIn(Buffer.from(coded, 'base64url').toString()) as Credential
  const [token, preimage] = [said?.challenge?.id, said?.payload?.preimage]
  if (typeof token !== 'string' || typeof preimage !== 'string') return undefined
  return PREIMAGE.test(preimage) ? { token, preimage } : undefined
}

type Credential =
  | {
      readonly challenge?: { readonly id?: unknown } | null
      readonly payload?: { readonly preimage?: unknown } | null
    }
  | null
  | undefined

/** `Payment-Receipt`: which payment was accepted, and when. */
export const receipt = (paymentHash: string, now: Date): string =>
  base64url({
    method: 'lightning',
    reference: paymentHash,
    status: 'success',
    timestamp: now.toISOString()
  })

const base64url = (value: object): string =>
  Buffer.from(JSON.stringify(value)).toString('base64url')
