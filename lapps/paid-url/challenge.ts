// Parses the payment challenge of a 402 response: L402, LSAT (its older name) or "Payment" (MPP).
import { Refusal } from '#lapp'

/** JSON-serialisable: kept with the order, to repeat the request with the preimage. */
export type Challenge =
  | { readonly is: 'l402'; readonly scheme: string; readonly token: string }
  | { readonly is: 'payment'; readonly echo: Readonly<Record<string, string>> }

export type Asked = { readonly bolt11: string; readonly challenge: Challenge }

/** A server may send several challenges: the newest scheme that we know wins. */
const SCHEMES = ['l402', 'lsat', 'payment']

/** @param header all `WWW-Authenticate` headers, joined by commas as HTTP has it */
export function readChallenge(header: string): Asked {
  const found = [...header.matchAll(/\b(L402|LSAT|Payment)((?:\s*,?\s*[\w-]+="[^"]*")+)/gi)]
    .map(([, scheme = '', rest = '']) => ({ scheme: scheme.toUpperCase(), fields: fieldsIn(rest) }))
    .toSorted((a, b) => rank(a.scheme) - rank(b.scheme))
  for (const { scheme, fields } of found) {
    const asked = scheme === 'PAYMENT' ? payment(fields) : l402(scheme, fields)
    if (asked !== undefined) return asked
  }
  throw new Refusal('unsupported', 'It is not sold over Lightning in a way that is known here.')
}

const rank = (scheme: string): number => SCHEMES.indexOf(scheme.toLowerCase())

type Fields = Readonly<Record<string, string>>

const fieldsIn = (text: string): Fields =>
  Object.fromEntries(
    [...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value])
  )

/** L402: `token`; real servers still send `macaroon`. */
function l402(scheme: string, { token, macaroon = token, invoice }: Fields): Asked | undefined {
  if (macaroon === undefined || invoice === undefined) return undefined
  return { bolt11: invoice, challenge: { is: 'l402', scheme, token: macaroon } }
}

function payment(echo: Fields): Asked | undefined {
  if (echo['method'] !== 'lightning') return undefined
  const request = readJson(echo['request'] ?? '') as Request | null | undefined
  const bolt11 = request?.methodDetails?.invoice
  return typeof bolt11 === 'string' ? { bolt11, challenge: { is: 'payment', echo } } : undefined
}

type Request = { readonly methodDetails?: { readonly invoice?: unknown } | null }

function readJson(base64: string): unknown {
  try {
    const bytes = Uint8Array.fromBase64(base64, { alphabet: 'base64url' })
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

/** The `Authorization` header that gives access to what was paid for. */
export function credential(challenge: Challenge, preimage: string): string {
  if (challenge.is === 'l402') return `${challenge.scheme} ${challenge.token}:${preimage}`
  const proof = JSON.stringify({ challenge: challenge.echo, payload: { preimage } })
  const bytes = new TextEncoder().encode(proof)
  return `Payment ${bytes.toBase64({ alphabet: 'base64url', omitPadding: true })}`
}
