// A client for the LApp Gateway: its routes by their types, and four verbs that carry a wish to its
// end: each under one Idempotency-Key, which is sent again where the outcome is unknown.
import createClient, { type Client } from 'openapi-fetch'
import type { components, paths } from './v1.ts'

type Schemas = components['schemas']
export type Deposit = Schemas['Deposit']
export type Payment = Schemas['Payment']
export type Purchase = Schemas['Purchase']
export type Transfer = Schemas['Transfer']
export type Problem = Schemas['Problem']

type Body<Path extends keyof paths> = paths[Path] extends {
  post: { requestBody: { content: { 'application/json': infer Sent } } }
}
  ? Sent
  : never

export type Options = {
  /** Where the gateway is, without a path. */
  readonly url: string
  readonly key: string
  /** A sub-account to act for. */
  readonly account?: string
  readonly fetch?: (request: Request) => Promise<Response>
}

export type Wish = {
  /** The same for a repeat of a wish, also by another process; a new one if there is none. */
  readonly key?: string
  readonly signal?: AbortSignal
}

/** The gateway said no: `problem.code` is stable, `problem.detail` is for people. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly problem: Problem
  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`)
    this.problem = problem
  }
}

export type Gateway = {
  /** Every route, as openapi-fetch has it: `api.GET('/v1/account')`. */
  readonly api: Client<paths>
  readonly deposit: (body: Body<'/v1/deposits'>, wish?: Wish) => Promise<Deposit>
  /** Resolves when the payment has ended, one way or the other: look at its status. */
  readonly pay: (body: Body<'/v1/payments'>, wish?: Wish) => Promise<Payment>
  readonly transfer: (body: Body<'/v1/transfers'>, wish?: Wish) => Promise<Transfer>
  /** Resolves when it was delivered or has failed. */
  readonly buy: (
    lapp: string,
    body: Body<'/v1/lapps/{lapp}/purchases'>,
    wish?: Wish
  ) => Promise<Purchase>
  /** Waits for the end of a deposit, payment or purchase. */
  readonly ended: <T extends Deposit | Payment | Purchase>(
    resource: T,
    signal?: AbortSignal
  ) => Promise<T>
}

export function connect({ url, key, account, fetch }: Options): Gateway {
  const api = createClient<paths>({
    baseUrl: url,
    headers: {
      Authorization: `Bearer ${key}`,
      ...(account !== undefined && { 'Gateway-Account': account })
    },
    ...(fetch !== undefined && { fetch })
  })
  const ended: Gateway['ended'] = async (resource, signal) => {
    let now = resource
    for (let tries = 0; !isOver(now); tries++) {
      await sleep(Math.min(250 * 1.5 ** tries, 5_000), signal)
      now = (await repeated(() => read(api, now.id, signal), signal)) as typeof resource
    }
    return now
  }
  const header = (wish: Wish) => ({ 'Idempotency-Key': wish.key ?? globalThis.crypto.randomUUID() })
  return {
    api,
    ended,
    deposit: async (body, wish = {}) => {
      const { signal = null } = wish
      const params = { header: header(wish) }
      return repeated(() => api.POST('/v1/deposits', { params, body, signal }), wish.signal)
    },
    pay: async (body, wish = {}) => {
      const { signal = null } = wish
      const params = { header: header(wish) }
      const post = () => api.POST('/v1/payments', { params, body, signal })
      return ended(await repeated(post, wish.signal), wish.signal)
    },
    transfer: async (body, wish = {}) => {
      const { signal = null } = wish
      const params = { header: header(wish) }
      return repeated(() => api.POST('/v1/transfers', { params, body, signal }), wish.signal)
    },
    buy: async (lapp, body, wish = {}) => {
      const { signal = null } = wish
      const params = { path: { lapp }, header: header(wish) }
      const post = () => api.POST('/v1/lapps/{lapp}/purchases', { params, body, signal })
      return ended(await repeated(post, wish.signal), wish.signal)
    }
  }
}

function isOver(resource: Deposit | Payment | Purchase): boolean {
  if (resource.status.startsWith('pending')) return false
  return (
    !('delivery' in resource && resource.delivery.state === 'waiting') ||
    resource.status === 'failed'
  )
}

type Answer<T> = {
  readonly data?: T | undefined
  readonly error?: unknown
  readonly response: Response
}

function read(
  api: Client<paths>,
  id: string,
  signal: AbortSignal | undefined
): Promise<Answer<Deposit | Payment | Purchase>> {
  const rest = { params: { path: { id } }, signal: signal ?? null }
  if (id.startsWith('dep_')) return api.GET('/v1/deposits/{id}', rest)
  if (id.startsWith('pay_')) return api.GET('/v1/payments/{id}', rest)
  return api.GET('/v1/purchases/{id}', rest)
}

/** Unknown outcomes and busy gateways: what is sent has the same key each time. */
const AGAIN = [429, 500, 502, 503]
const TRIES = 8

async function repeated<T>(
  send: () => Promise<Answer<T>>,
  signal: AbortSignal | undefined
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const answer = await send().catch((error: unknown) => {
      if (tries === TRIES || signal?.aborted === true) throw error
      return undefined
    })
    if (answer?.data !== undefined) return answer.data
    if (answer !== undefined) {
      const problem = answer.error as Problem
      if (!isWorthAnother(answer.response.status, problem) || tries === TRIES)
        throw new Refused(problem)
    }
    const asked = Number(answer?.response.headers.get('retry-after') ?? 0) * 1_000
    await sleep(Math.max(asked, 100 * 2 ** tries), signal)
  }
}

const isWorthAnother = (status: number, { code }: Partial<Problem>): boolean =>
  AGAIN.includes(status) || code === 'idempotency_key_in_use'

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal?.aborted === true) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}
