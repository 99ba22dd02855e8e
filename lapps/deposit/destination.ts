// Parses what a buyer may paste: an invoice, a Lightning address, an LNURL, a lnurlp:// or a
// bitcoin: link.
import { invoiceAmount, msat, Refusal, type Msat } from '#lapp'
import { bytesIn } from './bech32.ts'

export type Destination = {
  /** The amount that the text itself names, in msat. */
  readonly msat: Msat | undefined
} & (
  | { readonly is: 'invoice'; readonly bolt11: string }
  | { readonly is: 'service'; readonly url: string; readonly isAddress: boolean }
)

/** @throws {Refusal} that says what would be valid */
export function readDestination(text: string): Destination {
  const bare = text.trim()
  if (!/^bitcoin:/i.test(bare)) return readPayee(bare)
  const fields = new Map(
    [...new URLSearchParams(bare.replace(/^[^?]*\??/, '').replaceAll('+', '%2B'))].map(
      ([name, value]) => [name.toLowerCase(), value] as const
    )
  )
  const lightning = fields.get('lightning')
  if (lightning === undefined) throw no('This bitcoin: link has no Lightning part.')
  const payee = readPayee(lightning)
  const [, whole, fraction = ''] =
    /^(\d{1,8})(?:\.(\d{1,8}))?$/.exec(fields.get('amount') ?? '') ?? []
  const linked = whole === undefined ? 0 : Number(whole + fraction.padEnd(8, '0')) * 1_000
  return { ...payee, msat: payee.msat ?? (linked > 0 ? msat(linked) : undefined) }
}

function readPayee(text: string): Destination {
  const bare = text.trim().replace(/^lightning:(\/\/)?/i, '')
  if (/^ln(bcrt|tbs|tb|bc)\d*[munp]?1[a-z0-9]+$/i.test(bare)) {
    return { is: 'invoice', bolt11: bare.toLowerCase(), msat: invoiceAmount(bare) }
  }
  if (/^lnurl1/i.test(bare)) {
    const bytes = bytesIn(bare)
    if (bytes === undefined) throw no('The LNURL is not whole: its checksum is wrong.')
    return service(new TextDecoder().decode(bytes), false)
  }
  if (/^lnurlp:/i.test(bare)) return service(bare.replace(/^lnurlp:(\/\/)?/i, 'https://'), false)
  if (/^(lnurl[wc]|keyauth):/i.test(bare)) throw no('This link is not for paying.')
  const [, user = '', domain = ''] =
    /^(?!\.+@)([a-z0-9_.+-]{1,64})@([a-z0-9-]+(?:\.[a-z0-9-]+)+)$/i.exec(bare) ?? []
  if (user === '') throw no('Give an invoice, a Lightning address, an LNURL or a bitcoin: link.')
  const path = `/.well-known/lnurlp/${user.toLowerCase()}`
  return service(`https://${domain.toLowerCase()}${path}`, true)
}

function service(address: string, isAddress: boolean): Destination {
  const url = URL.parse(address)
  if (url === null || !/^https?:$/.test(url.protocol)) throw no('There is no address in the LNURL.')
  if (url.hostname.endsWith('.onion')) throw no('A .onion address cannot be reached from here.')
  if (url.searchParams.get('tag') === 'login')
    throw no('This LNURL is for logging in, not for paying.')
  return { is: 'service', url: url.href, isAddress, msat: undefined }
}

const no = (why: string): Refusal => new Refusal('invalid', why, { field: 'to' })
