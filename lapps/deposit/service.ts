// Asks an LNURL-pay service for its offer, and for its invoice (LUD-06, 12, 16, 18).
import { msat, Refusal, type Context, type Msat } from '#lapp'

export type Json = Readonly<Record<string, unknown>>
export type Offer = {
  readonly callback: URL
  readonly minMsat: Msat
  readonly maxMsat: Msat
  readonly text: string
  readonly commentMax: number
  readonly payerData: Json
}

const REDIRECTS_MAX = 3

/** LUD-01: the HTTP status is ignored, and anything but a JSON object is no answer. */
export async function ask(address: string, { http }: Pick<Context, 'http'>): Promise<Json> {
  let url = address
  for (let hops = 0; hops <= REDIRECTS_MAX; hops += 1) {
    const response = await http.get(url, { throwHttpErrors: false }).catch((): never => {
      throw broken('does not answer')
    })
    const location =
      response.status >= 300 && response.status < 400 ? response.headers.get('location') : null
    const next = location === null ? null : URL.parse(location, url)
    if (next !== null) {
      url = next.href
      continue
    }
    const body = readObject(await response.text())
    if (body === undefined) throw broken('does not answer as an LNURL service')
    if (body['status'] !== 'ERROR') return body
    const reason = typeof body['reason'] === 'string' ? plain(body['reason'], 200) : ''
    throw new Refusal('unsupported', `The payee says: ${reason === '' ? 'no' : reason}`)
  }
  throw broken('redirects without end')
}

export function readOffer(body: Json, isAddress: boolean): Offer {
  const { tag, callback, minSendable: min, maxSendable: max, metadata, payerData } = body
  if (typeof tag === 'string' && tag !== 'payRequest') {
    throw new Refusal('invalid', 'This LNURL is not for paying.', { field: 'to' })
  }
  const url = typeof callback === 'string' ? URL.parse(callback) : null
  if (tag !== 'payRequest' || url === null) throw broken('does not say how it is paid')
  if (!isAmount(min) || !isAmount(max) || min > max) {
    throw broken('does not say how much it takes')
  }
  return {
    callback: url,
    minMsat: msat(min),
    maxMsat: msat(max),
    text: readMetadata(metadata, isAddress),
    commentMax: isAmount(body['commentAllowed']) ? body['commentAllowed'] : 0,
    payerData: readObject(JSON.stringify(payerData ?? {})) ?? {}
  }
}

/**
 * LUD-06: exactly one text/plain entry; LUD-16: the service behind an address names that address.
 */
function readMetadata(metadata: unknown, isAddress: boolean): string {
  const rows = typeof metadata === 'string' ? readJson(metadata) : undefined
  if (!Array.isArray(rows)) throw broken('does not describe itself')
  const find = (types: readonly string[]): unknown[] =>
    rows.flatMap((row: unknown) => {
      const [type, text] = Array.isArray(row) ? (row as readonly unknown[]) : []
      return types.includes(String(type)) ? [text] : []
    })
  const texts = find(['text/plain'])
  const [text] = texts
  if (texts.length !== 1 || typeof text !== 'string') throw broken('does not describe itself')
  if (isAddress && find(['text/identifier', 'text/email']).length === 0) {
    throw broken('does not answer for a Lightning address')
  }
  return plain(text, 150)
}

const isAmount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0

/**
 * A refusal, not an outage of this LApp: the buyer names the service, and otherwise a few buyers
 * who name broken services would have the LApp paused for everyone.
 */
export const broken = (what: string): Refusal =>
  new Refusal('unsupported', `The payee's service ${what}.`)

/**
 * Text from an untrusted service: stripped of control and format characters, which could hide or
 * reorder what is read.
 */
export const plain = (text: string, lengthMax: number): string =>
  text
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, lengthMax)
    .toWellFormed()

function readObject(text: string): Json | undefined {
  const value = readJson(text)
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { ...value }
    : undefined
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
