// Makes the tokens of offers, and finds what names the offer in one that comes back. They are
// macaroons (version 2), as L402 began with: clients of that time read the payment hash in one, and
// add caveats before they send it.
import { hash } from 'node:crypto'

/** Of L402's identifier, version 0: two zero bytes, the payment hash, and what nobody can guess. */
const IDENTIFIER = 66
const SECRET = 32

/** Tags of a macaroon's fields; each is followed by its length, which is one byte here. */
const VERSION = 2
const [LOCATION_TAG, ID_TAG, SIGNATURE_TAG, END] = [1, 2, 6, 0]

/** @param random as many bytes as it is told, that nobody can guess */
export function newToken(random: (bytes: number) => Buffer, paymentHash: string): string {
  const id = Buffer.concat([Buffer.alloc(2), Buffer.from(paymentHash, 'hex'), random(SECRET)])
  return Buffer.concat([
    Buffer.from([VERSION, ID_TAG, id.length]),
    id,
    Buffer.from([END, END, SIGNATURE_TAG, SECRET]),
    random(SECRET)
  ]).toString('base64')
}

/**
 * What offers are found by. Of a macaroon it is the identifier alone: caveats can only narrow what
 * it is good for, which is one purchase, made once; so nobody has to check its signature.
 */
export const digestOf = (token: string): Buffer =>
  hash('sha256', identifierOf(token) ?? token, 'buffer')

function identifierOf(token: string): Buffer | undefined {
  const bytes = Buffer.from(token, 'base64')
  // Some clients name a place of their own when they write it anew.
  const at = bytes[1] === LOCATION_TAG ? 3 + (bytes[2] ?? 0) : 1
  const isOne = bytes[0] === VERSION && bytes[at] === ID_TAG && bytes[at + 1] === IDENTIFIER
  const id = bytes.subarray(at + 2, at + 2 + IDENTIFIER)
  return isOne && id.length === IDENTIFIER ? id : undefined
}
