// Verifies Telegram's signature for a login on a page, or for a Mini App. Pure.
// core.telegram.org/widgets/login and core.telegram.org/bots/webapps.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

export type Proof = {
  /** The person's id in Telegram. */
  readonly person: string
  readonly name: string
  /** Identifies this proof among all others. */
  readonly hash: string
}

/** Only a fresh proof signs in: an old one is of no use to whoever finds it. */
export const FRESH_S = 300
/** Allowance for clocks that differ. */
const AHEAD_S = 60

/** The signed fields of a login; anything else in the URL does not come from Telegram. */
const SIGNED = ['auth_date', 'first_name', 'id', 'last_name', 'photo_url', 'username']

export function readLogin(
  fields: Readonly<Record<string, string>>,
  botToken: string,
  now: Date
): Proof | undefined {
  const signed = Object.entries(fields).filter(([name]) => SIGNED.includes(name))
  const key = createHash('sha256').update(botToken).digest()
  if (!isSigned(signed, fields['hash'], key) || !isFresh(fields['auth_date'], now)) return undefined
  return proofOf(fields['id'], fields['first_name'], fields['hash'])
}

/** `initData` of a Mini App, as Telegram passes it: everything except the hash is signed. */
export function readInitData(text: string, botToken: string, now: Date): Proof | undefined {
  const all = [...new URLSearchParams(text)]
  // A repeated name is a sign of tampering: which of the two was signed?
  if (new Set(all.map(([name]) => name)).size !== all.length) return undefined
  const fields = new Map(all)
  const hash = fields.get('hash')
  const key = createHmac('sha256', 'WebAppData').update(botToken).digest()
  const signed = all.filter(([name]) => name !== 'hash')
  if (!isSigned(signed, hash, key) || !isFresh(fields.get('auth_date'), now)) return undefined
  const user = readUser(fields.get('user'))
  return proofOf(user?.id, user?.first_name, hash)
}

function isSigned(
  fields: readonly (readonly [string, string])[],
  hash: string | undefined,
  key: Buffer
): boolean {
  if (hash === undefined || !/^[0-9a-f]{64}$/.test(hash)) return false
  const text = fields
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join('\n')
  const right = createHmac('sha256', key).update(text).digest()
  return timingSafeEqual(right, Buffer.from(hash, 'hex'))
}

function isFresh(seconds: string | undefined, now: Date): boolean {
  if (seconds === undefined || !/^\d{1,12}$/.test(seconds)) return false
  const age = now.getTime() / 1_000 - Number(seconds)
  return age <= FRESH_S && age >= -AHEAD_S
}

/** Parsed only once its signature has been verified. */
function readUser(text: string | undefined): { id: string; first_name: string } | undefined {
  try {
    const user = JSON.parse(text ?? '') as { id?: unknown; first_name?: unknown } | null
    const name = user?.first_name
    return { id: String(user?.id), first_name: typeof name === 'string' ? name : '' }
  } catch {
    return undefined
  }
}

/** Ids of people are above 0. */
function proofOf(id: string | undefined, name = '', hash = ''): Proof | undefined {
  return id !== undefined && /^[1-9]\d{0,15}$/.test(id) ? { person: id, name, hash } : undefined
}
