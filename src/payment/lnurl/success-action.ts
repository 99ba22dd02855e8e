// Parses an LNURL service's success action (LUD-09, LUD-10): a ticket, a link, a code. One that
// could not be shown is not paid for; its exact format matters little (lnurl.md).
import { createDecipheriv } from 'node:crypto'
import { AppError } from '../../core/errors.ts'
import { plainLines } from '../../core/plain-text.ts'

/** As stored with the payment. */
export type SuccessAction =
  | { readonly tag: 'message'; readonly message: string }
  | { readonly tag: 'url'; readonly description: string; readonly url: string }
  | {
      readonly tag: 'aes'
      readonly description: string
      readonly ciphertext: string
      readonly iv: string
    }

/** As shown to the payer after payment. */
export type ShownAction =
  | Extract<SuccessAction, { tag: 'message' }>
  /** `host` is the link's, which may differ from the payee's: show it with the link. */
  | (Extract<SuccessAction, { tag: 'url' }> & { readonly host: string })
  /** null: the service encrypted it with something other than the preimage. */
  | { readonly tag: 'aes'; readonly description: string; readonly text: string | null }

/** LUD-09 allows 144, which services exceed; a truncated voucher is worth nothing. */
const TEXT_MAX = 4_000
const URL_MAX = 4_000
/** LUD-10 allows 4096 characters of base64. */
const CIPHERTEXT_MAX = 8_192
const BLOCK = 16

/** @throws {AppError} `invoice_invalid`: then nothing must be paid. */
export function readAction(value: unknown): SuccessAction | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { tag, ...fields }: Readonly<Record<string, unknown>> = { ...value }
  switch (tag) {
    // Without a tag nothing is promised.
    case undefined:
    case null:
    case '':
      return undefined
    case 'message': {
      const message = text(fields['message'])
      return message === '' ? undefined : { tag, message }
    }
    case 'url':
      return { tag, description: text(fields['description']), url: link(fields['url']) }
    case 'aes':
      return { tag, description: text(fields['description']), ...sealed(fields) }
    default:
      throw invalid('is none that we know')
  }
}

function text(value: unknown): string {
  if (typeof value !== 'string') return ''
  if (value.length > TEXT_MAX) throw invalid('is too long to be kept')
  return plainLines(value, TEXT_MAX)
}

/** Any host; but it must be a web URL, and not disguise itself as another. */
function link(value: unknown): string {
  const url = typeof value === 'string' && value.length <= URL_MAX ? URL.parse(value) : null
  if (url === null || !/^https?:$/.test(url.protocol)) throw invalid('is no web address')
  if (url.username !== '' || url.password !== '') throw invalid('hides where its link leads')
  return url.href
}

function sealed({ ciphertext, iv }: Readonly<Record<string, unknown>>) {
  const fits =
    typeof ciphertext === 'string' && typeof iv === 'string' && ciphertext.length <= CIPHERTEXT_MAX
  const bytes = fits ? Buffer.from(ciphertext, 'base64').length : 0
  if (!fits || bytes === 0 || bytes % BLOCK !== 0 || Buffer.from(iv, 'base64').length !== BLOCK) {
    throw invalid('could not be decrypted')
  }
  return { ciphertext, iv }
}

export function showAction(action: SuccessAction, preimage: string): ShownAction {
  switch (action.tag) {
    case 'message':
      return action
    case 'url':
      return { ...action, host: new URL(action.url).host }
    case 'aes':
      return { tag: 'aes', description: action.description, text: decrypt(action, preimage) }
    default:
      return action satisfies never
  }
}

/** LUD-10: AES-256-CBC, keyed with the preimage. */
function decrypt(
  { ciphertext, iv }: Extract<SuccessAction, { tag: 'aes' }>,
  preimage: string
): string | null {
  try {
    const [key, start] = [Buffer.from(preimage, 'hex'), Buffer.from(iv, 'base64')]
    const cipher = createDecipheriv('aes-256-cbc', key, start)
    const bytes = Buffer.concat([cipher.update(ciphertext, 'base64'), cipher.final()])
    return plainLines(new TextDecoder('utf-8', { fatal: true }).decode(bytes), CIPHERTEXT_MAX)
  } catch {
    return null
  }
}

const invalid = (why: string): AppError =>
  new AppError('invoice_invalid', `the success action of the service ${why}; nothing was paid`)
