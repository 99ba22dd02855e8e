// Parses a BIP-21 link (`bitcoin:…?amount=…&lightning=…`). Pure, never throws.
import { MSAT_MAX, msat, type Msat } from '../../core/msat.ts'
import { plainText } from '../../core/plain-text.ts'

export type Bip21 = {
  readonly is: 'bip21'
  /** On chain, which is not paid from here; may be empty. */
  readonly address: string
  readonly amountMsat: Msat | undefined
  readonly label: string | undefined
  /** The Lightning destination that it contains. */
  readonly lightning: string | undefined
}

const LABEL_MAX = 200

export type Unreadable = { readonly is: 'unreadable'; readonly why: string }

export const unreadable = (why: string): Unreadable => ({ is: 'unreadable', why })

export function readBip21(text: string): Bip21 | Unreadable {
  const [, address = '', query = ''] = /^bitcoin:([^?]*)\??(.*)$/is.exec(text) ?? []
  const fields = new Map<string, string>()
  // BIP-21 is a plain URI, in which `+` is not a space.
  for (const [name, value] of new URLSearchParams(query.replaceAll('+', '%2B'))) {
    // QR codes are often all upper case.
    const key = name.toLowerCase()
    if (key.startsWith('req-')) return unreadable(`the link needs ${plainText(key, 40)}`)
    if (fields.has(key)) return unreadable('the link names one thing twice')
    fields.set(key, value)
  }
  const amountMsat = amountIn(fields.get('amount'))
  if (amountMsat === 'unsound') return unreadable('the amount of the link is not one')
  const label = plainText(fields.get('message') ?? fields.get('label') ?? '', LABEL_MAX)
  return {
    is: 'bip21',
    address,
    amountMsat,
    label: label === '' ? undefined : label,
    lightning: fields.get('lightning')
  }
}

/** Converts decimal bitcoin to msat. */
function amountIn(text: string | undefined): Msat | undefined | 'unsound' {
  if (text === undefined) return undefined
  const [, whole, fraction = ''] = /^(\d{1,8})(?:\.(\d{1,8}))?$/.exec(text) ?? []
  if (whole === undefined) return 'unsound'
  const amount = BigInt(whole + fraction.padEnd(8, '0')) * 1000n
  if (amount > MSAT_MAX) return 'unsound'
  return amount === 0n ? undefined : msat(amount)
}
