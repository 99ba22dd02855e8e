// What an LNURL service wants shown after the payment (LUD-09,
// LUD-10); one that we do not know is not paid for. Pure.
import { Ajv } from 'ajv'
import { AppError } from '../core/errors.ts'

export type SuccessAction =
  | { readonly tag: 'message'; readonly message: string }
  | { readonly tag: 'url'; readonly description: string; readonly url: string }
  | {
      readonly tag: 'aes'
      readonly description: string
      readonly ciphertext: string
      readonly iv: string
    }

const TEXT = { type: 'string', maxLength: 144 }
const shape = (tag: string, properties: Record<string, object>) => ({
  properties: { tag: { const: tag }, ...properties },
  required: Object.keys(properties)
})

const isAction = new Ajv({ strict: true }).compile<SuccessAction>({
  type: 'object',
  oneOf: [
    shape('message', { message: TEXT }),
    shape('url', { description: TEXT, url: { type: 'string', maxLength: 4_000 } }),
    shape('aes', {
      description: TEXT,
      ciphertext: { type: 'string', maxLength: 4_096, pattern: '^[A-Za-z0-9+/]+={0,2}$' },
      // 16 bytes.
      iv: { type: 'string', pattern: '^[A-Za-z0-9+/]{22}==$' }
    })
  ]
})

/** @throws {AppError} `invoice_invalid`: then nothing is to be paid. */
export function readAction(value: unknown, callback: URL): SuccessAction | undefined {
  if (value === undefined || value === null) return undefined
  if (!isAction(value)) throw invalid('is none that we know')
  // The domain of the service is the only one that the person has agreed to deal with.
  if (value.tag === 'url' && !isOn(callback, value.url)) throw invalid('leads to another domain')
  return value
}

function isOn(callback: URL, address: string): boolean {
  const url = URL.parse(address)
  return url?.hostname === callback.hostname && url.protocol === callback.protocol
}

const invalid = (why: string): AppError =>
  new AppError('invoice_invalid', `the success action of the service ${why}; nothing was paid`)
