// Parses a pasted payment destination: a BOLT11, a lightning address, an LNURL, a BIP-21 link.
// Pure: makes no requests, never throws.
import bech32 from 'bech32'
import { readBip21, unreadable, type Bip21, type Unreadable } from './bip21.ts'
import { addressOf, unwrapLud17 } from './service-url.ts'

/** Payable over Lightning; the service behind `url` has yet to be asked. */
export type Payee =
  | { readonly is: 'bolt11'; readonly bolt11: string }
  | {
      readonly is: 'lightning_address'
      readonly user: string
      readonly domain: string
      readonly url: string
    }
  | { readonly is: 'lnurl'; readonly url: string }

export type Destination =
  | Payee
  | (Omit<Bip21, 'lightning'> & { readonly payee: Payee | undefined })
  | Unreadable

/** Longer than any QR code can hold. */
const LENGTH_MAX = 8_000

export function readDestination(text: string): Destination {
  const bare = text.trim()
  if (bare.length > LENGTH_MAX) return unreadable(`it is longer than ${LENGTH_MAX} characters`)
  if (!/^bitcoin:/i.test(bare)) return readPayee(bare)
  const link = readBip21(bare)
  if (link.is === 'unreadable') return link
  const { lightning, ...rest } = link
  if (lightning === undefined) return { ...rest, payee: undefined }
  const payee = readPayee(lightning)
  return payee.is === 'unreadable' ? payee : { ...rest, payee }
}

function readPayee(text: string): Payee | Unreadable {
  const bare = text.trim().replace(/^lightning:(\/\/)?/i, '')
  if (/^ln(bcrt|tbs|tb|bc)[^@]*$/i.test(bare)) return { is: 'bolt11', bolt11: bare }
  if (/^lnurl1[^@]*$/i.test(bare)) return readLnurl(bare)
  if (/^ln[oir]1[^@]*$/i.test(bare)) return unreadable('BOLT 12 is not paid from here yet')
  if (/^(lnurl[pwc]|keyauth):/i.test(bare)) return service(unwrapLud17(bare))
  if (/^https?:/i.test(bare)) return readFallback(bare)
  const address = addressOf(bare)
  return address === undefined
    ? unreadable('it is no invoice, lightning address, LNURL or BIP-21 link')
    : { is: 'lightning_address', ...address }
}

/** LUD-01: a URL in bech32, without BIP-173's limit of 90 characters. */
function readLnurl(text: string): Payee | Unreadable {
  const words = bech32.decodeUnsafe(text, LENGTH_MAX)?.words
  const bytes = words === undefined ? undefined : bech32.fromWordsUnsafe(words)
  if (bytes === undefined) return unreadable('the checksum of the LNURL is wrong')
  return service(URL.parse(Buffer.from(bytes).toString('utf8')))
}

/** LUD-01: a web page whose `lightning` parameter carries an LNURL for wallets. */
function readFallback(text: string): Payee | Unreadable {
  const lightning = URL.parse(text)?.searchParams.get('lightning') ?? ''
  return /^lnurl1/i.test(lightning)
    ? readLnurl(lightning)
    : unreadable('it is a web page, not a lightning address or an LNURL')
}

function service(url: URL | null): Payee | Unreadable {
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return unreadable('there is no web address in the LNURL')
  }
  return url.searchParams.get('tag') === 'login'
    ? unreadable('it is for logging in, not for paying')
    : { is: 'lnurl', url: url.href }
}
