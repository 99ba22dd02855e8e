// decode, for BOLT11 of any network.
import { readBolt11 } from '../node/read-bolt11.ts'
import { exactInteger } from '../rpc/exact.ts'
import { badParam } from '../rpc/error.ts'
import { method } from '../rpc/method.ts'
import { need, text } from '../rpc/params.ts'

export const decode = method({ string: need(text) }, (_call, { string }) => {
  if (!/^(lightning:)?ln/i.test(string)) throw badParam('string', 'Unparsable string')
  const reading = readBolt11(string)
  if (reading.is === 'unreadable') throw badParam('string', reading.why)
  const { invoice } = reading
  const { amountMsat } = invoice
  return {
    type: 'bolt11 invoice',
    currency: invoice.currency,
    created_at: invoice.createdAt,
    expiry: invoice.expirySeconds,
    payee: invoice.payee,
    amount_msat: amountMsat === undefined ? undefined : exactInteger(String(amountMsat)),
    description: invoice.description,
    description_hash: invoice.descriptionHash,
    min_final_cltv_expiry: invoice.minFinalCltv,
    payment_secret: invoice.paymentSecret,
    features: invoice.features,
    payment_hash: invoice.paymentHash,
    signature: der(invoice.signature),
    valid: true
  }
})

/** Encodes r and s as ASN.1 integers, as lightningd prints them. */
function der(compact: string): string {
  const [r, s] = [compact.slice(0, 64), compact.slice(64)].map(integer)
  return sequence('30', `${r ?? ''}${s ?? ''}`)
}

function integer(hex: string): string {
  const short = hex.replace(/^(00)+/, '')
  return sequence('02', /^[89a-f]/.test(short) ? `00${short}` : short)
}

const sequence = (tag: string, content: string): string =>
  `${tag}${(content.length / 2).toString(16).padStart(2, '0')}${content}`
