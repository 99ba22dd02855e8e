// Runs the host's own invoice checks, the screen and the rules of `payment/`, for the conformance
// suite, without a node.
import type { CheckInvoice } from '../../lapps/conformance/subject.ts'
import { readInvoice } from '../../lightning/bolt11.ts'
import type { Decoded, Screened } from '../../lightning/port.ts'
import { checkInvoice, CURRENCY } from '../../payment/invoice/payable.ts'

export const checkInvoiceAlone: CheckInvoice = (
  bolt11,
  { network, now, quotedMsat, expiryMin }
) => {
  const screened = readInvoice(bolt11, network)
  const verdict = checkInvoice(screened, asDecoded(screened), {
    network,
    now,
    amountMsat: undefined,
    expiryFloor: expiryMin
  })
  if (verdict.is === 'refused') return { is: 'refused', why: verdict.detail }
  const { amountMsat } = verdict
  return amountMsat > quotedMsat
    ? { is: 'refused', why: `it asks for ${amountMsat} msat, ${quotedMsat} msat were agreed` }
    : { is: 'payable', amountMsat }
}

/** Stands for a node that decodes as we do; `test/payment` covers one that does not. */
function asDecoded(screened: Screened): Decoded {
  if (screened.is === 'refused') return { is: 'undecodable', why: screened.why }
  const { network, createdAt, expiresAt, ...rest } = screened
  return {
    ...rest,
    is: 'invoice',
    currency: CURRENCY[network],
    createdAt,
    expirySeconds: expiresAt - createdAt,
    hasPaymentSecret: true
  }
}
