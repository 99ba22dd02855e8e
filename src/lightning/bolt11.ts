// Parses a BOLT11 strictly, as a first screen before the node's own `decode`: rejects what two
// parsers could understand differently.
import { decode } from 'bolt11'
import { amountOf } from './bolt11-amount.ts'
import { fieldsOf, numberIn } from './bolt11-fields.ts'
import { bolt11Fault } from './bolt11-rules.ts'
import type { Network, Screened } from './port.ts'

type Refused = Extract<Screened, { is: 'refused' }>

/** The capacity of a QR code in alphanumeric mode; the longest invoice that a wallet could show. */
const LENGTH_MAX = 7089
/** BOLT 11: "3600 (1 hour) if not specified", "18 if not specified". */
const EXPIRY_SECONDS = 3600
const FINAL_CLTV = 18

/**
 * For on-chain fallback addresses, which are not used here; the decoder requires them nevertheless.
 */
const MAIN = { pubKeyHash: 0x00, scriptHash: 0x05, validWitnessVersions: [0, 1] }
const TEST = { pubKeyHash: 0x6f, scriptHash: 0xc4, validWitnessVersions: [0, 1] }
type Chain = { readonly network: Network; readonly coin: typeof MAIN }
const CHAINS: Readonly<Record<string, Chain>> = {
  bc: { network: 'bitcoin', coin: MAIN },
  tb: { network: 'testnet', coin: TEST },
  tbs: { network: 'signet', coin: TEST },
  bcrt: { network: 'regtest', coin: TEST }
}

/** Never throws. */
export function readInvoice(text: string, network: Network): Screened {
  const bare = text.trim().replace(/^lightning:/i, '')
  if (bare.length > LENGTH_MAX) return refused(`it is longer than ${LENGTH_MAX} characters`)
  const bolt11 = bare.toLowerCase()
  if (bare !== bolt11 && bare !== bare.toUpperCase())
    return refused('it mixes upper and lower case')

  const prefix = /^ln(bcrt|tbs|tb|bc)(\d*[munp]?)$/.exec(bolt11.slice(0, bolt11.lastIndexOf('1')))
  const [, currency = '', price = ''] = prefix ?? []
  const chain = CHAINS[currency]
  if (chain === undefined) return refused('it does not begin with lnbc, lntb, lntbs or lnbcrt')
  if (chain.network !== network)
    return refused(`it is for ${chain.network}, this is ${network}`, 'invoice_wrong_network')

  const priced = amountOf(price)
  if (priced.is === 'unsound') return refused(priced.why)
  const decoded = decodedOrNot(bolt11, { bech32: currency, ...chain.coin })
  if (decoded === undefined) return refused('its checksum or its signature is wrong')
  const fields = fieldsOf(bolt11)
  if (fields === undefined) return refused('a field of it is cut off')
  const fault = bolt11Fault(fields, decoded.signature)
  if (fault !== undefined) return refused(fault)
  return {
    is: 'invoice',
    bolt11,
    network,
    paymentHash: decoded.paymentHash,
    payee: decoded.payee,
    amountMsat: priced.is === 'amount' ? priced.amountMsat : undefined,
    createdAt: decoded.createdAt,
    expiresAt: decoded.createdAt + (numberIn(fields, 'x') ?? EXPIRY_SECONDS),
    description: decoded.description,
    descriptionHash: decoded.descriptionHash,
    minFinalCltv: numberIn(fields, 'c') ?? FINAL_CLTV
  }
}

/**
 * The package verifies the checksum and the signature (with `n`, that it is by that key) and
 * returns the plain values.
 */
function decodedOrNot(bolt11: string, coin: Parameters<typeof decode>[1]) {
  try {
    const { timestamp, payeeNodeKey, signature, tagsObject } = decode(bolt11, coin)
    if (timestamp === undefined || payeeNodeKey === undefined || signature === undefined) return
    return {
      createdAt: timestamp,
      payee: payeeNodeKey,
      signature,
      paymentHash: tagsObject.payment_hash ?? '',
      description: tagsObject.description,
      descriptionHash: tagsObject.purpose_commit_hash
    }
  } catch {
    return undefined
  }
}

const refused = (why: string, code: Refused['code'] = 'invoice_invalid'): Refused => ({
  is: 'refused',
  code,
  why
})
