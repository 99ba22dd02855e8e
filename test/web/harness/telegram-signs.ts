// Signs as Telegram does, for a bot whose token is known.
import { createHash, createHmac } from 'node:crypto'

type Fields = Readonly<Record<string, string>>

const sign = (fields: Fields, key: Buffer): string => {
  const lines = Object.keys(fields)
    .toSorted()
    .map(name => `${name}=${fields[name] ?? ''}`)
  return createHmac('sha256', key).update(lines.join('\n')).digest('hex')
}

export const signLogin = (fields: Fields, token: string): Fields => ({
  ...fields,
  hash: sign(fields, createHash('sha256').update(token).digest())
})

export function signInitData(fields: Fields, token: string): string {
  const key = createHmac('sha256', 'WebAppData').update(token).digest()
  return new URLSearchParams({ ...fields, hash: sign(fields, key) }).toString()
}
