// The success action that a payee wants shown after payment (LUD-09, LUD-10). Refuses to pay for
// one of an unknown kind.
import { broken, plain, type Json } from './service.ts'

export type Action =
  | { readonly tag: 'message'; readonly message: string }
  | { readonly tag: 'url'; readonly description: string; readonly url: string }
  | {
      readonly tag: 'aes'
      readonly description: string
      readonly ciphertext: string
      readonly iv: string
    }

type Shown = { readonly message?: string; readonly link?: string; readonly secret?: string }

const TEXT_MAX = 144

export function readAction(value: unknown, callback: URL): Action | undefined {
  if (value === undefined || value === null) return undefined
  const { tag, message, description, url, ciphertext, iv } = value as Json
  if (tag === 'message' && isText(message, TEXT_MAX)) return { tag, message }
  if (!isText(description, TEXT_MAX)) throw broken('promises something that is not known here')
  if (tag === 'url' && isText(url, 2_000)) {
    const to = URL.parse(url)
    // The only domain that the buyer has agreed to deal with.
    if (to?.hostname !== callback.hostname) throw broken('would lead to another domain')
    return { tag, description, url: to.href }
  }
  const fits = isText(ciphertext, 4_096) && isText(iv, 24)
  if (tag === 'aes' && fits && isBase64(ciphertext, 16) && iv.length === 24 && isBase64(iv, 1)) {
    return { tag, description, ciphertext, iv }
  }
  throw broken('promises something that is not known here')
}

/** undefined if the ciphertext cannot be decrypted with the preimage. */
export async function open(action: Action, preimage: string): Promise<Shown | undefined> {
  switch (action.tag) {
    case 'message':
      return { message: plain(action.message, TEXT_MAX) }
    case 'url':
      return { message: plain(action.description, TEXT_MAX), link: action.url }
    case 'aes': {
      const secret = await decrypt(action, preimage).catch(() => undefined)
      if (secret === undefined) return undefined
      return { message: plain(action.description, TEXT_MAX), secret: plain(secret, 4_000) }
    }
  }
}

/** LUD-10: AES-256-CBC, keyed with the preimage. */
async function decrypt(
  { ciphertext, iv }: { readonly ciphertext: string; readonly iv: string },
  preimage: string
): Promise<string> {
  const raw = Uint8Array.fromHex(preimage)
  const key = await crypto.subtle.importKey('raw', raw, 'AES-CBC', false, ['decrypt'])
  const how = { name: 'AES-CBC', iv: Uint8Array.fromBase64(iv) }
  const bytes = await crypto.subtle.decrypt(how, key, Uint8Array.fromBase64(ciphertext))
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}

const isText = (value: unknown, lengthMax: number): value is string =>
  typeof value === 'string' && value.length <= lengthMax

function isBase64(text: string, block: number): boolean {
  try {
    return Uint8Array.fromBase64(text).length % block === 0
  } catch {
    return false
  }
}
