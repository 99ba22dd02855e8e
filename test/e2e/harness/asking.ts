// REST as the tests ask it, with a key of the gateway's own.
import { randomUUID } from 'node:crypto'
import { told, type Place } from './place.ts'

export type Answer = {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  readonly headers: Headers
}
type Asked = {
  readonly key?: string
  readonly idem?: string
  readonly wait?: number
  /** The sub-account that it is done for. */
  readonly as?: string
  /** The address that it comes from: for a gateway whose `TRUST_PROXY` is this machine. */
  readonly from?: string
}

/** A gateway that is ready, wherever it runs. */
export type Gateway = Place & {
  readonly url: string
  readonly key: string
  readonly account: string
  readonly ask: (method: string, path: string, body?: object, how?: Asked) => Promise<Answer>
  /** All that it has written, as it is now. */
  readonly said: () => string
}

/** How whoever knows the place asks it. */
export function reached(at: Place): Pick<Gateway, 'url' | 'key' | 'account' | 'ask'> {
  const url = `http://127.0.0.1:${at.port}`
  const { api_key: key, account_id: account } = told(at.dir) ?? { api_key: '', account_id: '' }
  return { url, key, account, ask: asking(url, key) }
}

export const asking =
  (url: string, own: string): Gateway['ask'] =>
  async (method, path, body, { key = own, idem = randomUUID(), wait, as, from } = {}) => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        'idempotency-key': idem,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(wait !== undefined && { prefer: `wait=${wait}` }),
        ...(as !== undefined && { 'gateway-account': as }),
        ...(from !== undefined && { 'x-forwarded-for': from })
      },
      ...(body !== undefined && { body: JSON.stringify(body) })
    })
    const text = await answer.text()
    return {
      status: answer.status,
      headers: answer.headers,
      body: text.startsWith('{') ? (JSON.parse(text) as Answer['body']) : {}
    }
  }
