// One run of a LApp's process: its pending calls, their HTTP requests, and how each call ends.
import type { Clock } from '../../core/clock.ts'
import type { Log } from '../../core/log.ts'
import { DEADLINE_OVER } from '../../core/with-deadline.ts'
import { NetError } from '../../net/error.ts'
import type { LAppProcess } from './lapp-process.ts'
import type { Ask, Described, EndMessage, FetchMessage, FromLApp, LogMessage } from './protocol.ts'
import type { Reach } from './reach.ts'

/**
 * - ended: the process ended, for a reason that is its own fault
 * - gone: nobody waits for the call any more
 * - buyerNamedHost: the call went to a host that its buyer named, whose answers are not the
 *   LApp's fault
 */
export type Ending = (
  | EndMessage
  | { readonly is: 'ended'; readonly why: string }
  | { readonly is: 'gone' }
) & { readonly buyerNamedHost?: boolean }
export type Description =
  | ({ readonly is: 'lapp' } & Described)
  | { readonly is: 'broken'; readonly why: string }

type OpenCall = {
  readonly end: (ending: Ending) => void
  readonly stop: AbortController
  /** Aborts all pending requests to hosts that the buyer named. */
  readonly late: AbortController
  buyerNamedHost: boolean
}

/**
 * Limits for a call that floods: further concurrent requests, or log lines since the last call, are
 * dropped.
 */
const FETCHES_MAX = 256
const LOG_LINES_MAX = 200
/**
 * Counted from the start of the call, for all requests to hosts that the buyer named together: less
 * than a call may take (`HOST_LIMITS.callMs`), so that the LApp has time to refuse.
 */
const ABROAD_MS = 7_000

export class Session {
  readonly described: Promise<Description>
  /** Why it has ended, once it has. */
  ended: string | undefined
  readonly #process: LAppProcess
  readonly #reach: Reach
  readonly #log: Log
  readonly #clock: Clock
  readonly #describe: (description: Description) => void
  readonly #calls = new Map<number, OpenCall>()
  readonly #fetches = new Map<number, AbortController>()
  #count = 0
  #lines = 0

  /** @param start starts the process, which reports through the two functions */
  constructor(
    start: (onMessage: (message: FromLApp) => void, onEnd: (why: string) => void) => LAppProcess,
    reach: Reach,
    log: Log,
    clock: Clock
  ) {
    const { promise, resolve } = Promise.withResolvers<Description>()
    this.described = promise
    this.#describe = resolve
    this.#reach = reach
    this.#log = log
    this.#clock = clock
    this.#process = start(
      message => this.#receive(message),
      why => this.#end(why)
    )
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  async ask(ask: Ask, signal: AbortSignal): Promise<Ending> {
    if (signal.aborted) return { is: 'gone' }
    if (this.ended !== undefined) return { is: 'ended', why: this.ended }
    const id = ++this.#count
    const stop = new AbortController()
    const { promise, resolve } = Promise.withResolvers<Ending>()
    const late = new AbortController()
    const call: OpenCall = { end: resolve, stop, late, buyerNamedHost: false }
    const abandon = (): void => {
      this.#process.send({ is: 'cancel', id })
      resolve({ is: 'gone' })
    }
    this.#lines = 0
    this.#calls.set(id, call)
    void this.#clock.sleep(ABROAD_MS, stop.signal).then(() => {
      if (this.#calls.has(id))
        late.abort(new NetError('timeout', 'no answer in time from what the buyer named'))
    })
    signal.addEventListener('abort', abandon, { once: true })
    void this.described.then(({ is }) => {
      if (is === 'lapp' && this.#calls.has(id)) this.#process.send({ is: 'ask', id, ...ask })
    })
    try {
      const ending = await promise
      return call.buyerNamedHost ? { ...ending, buyerNamedHost: true } : ending
    } finally {
      signal.removeEventListener('abort', abandon)
      this.#calls.delete(id)
      stop.abort(DEADLINE_OVER)
    }
  }

  stop(why: string): void {
    this.#process.kill(why)
  }

  #receive(message: FromLApp): void {
    switch (message.is) {
      case 'lapp':
        this.#describe(message)
        break
      case 'broken':
        this.stop(message.why)
        break
      case 'fetch':
        void this.#fetch(message)
        break
      case 'unfetch':
        this.#fetches.get(message.fetch)?.abort()
        break
      case 'done':
      case 'refused':
      case 'threw':
        // A call that is no longer pending has been abandoned meanwhile.
        this.#calls.get(message.id)?.end(message)
        break
      case 'log':
        this.#say(message)
        break
      case 'pong':
    }
  }

  async #fetch(message: FetchMessage): Promise<void> {
    const { fetch } = message
    const call = this.#calls.get(message.id)
    if (call === undefined || this.#fetches.size >= FETCHES_MAX || this.#fetches.has(fetch)) {
      this.#process.send({ is: 'no-response', fetch, why: 'forbidden' })
      return
    }
    const stop = new AbortController()
    this.#fetches.set(fetch, stop)
    const ends = [stop.signal, call.stop.signal]
    if (this.#reach.isNamedByBuyer(message.url)) {
      call.buyerNamedHost = true
      ends.push(call.late.signal)
    }
    const reached = await this.#reach.fetch(message, AbortSignal.any(ends))
    this.#fetches.delete(fetch)
    this.#process.send({ ...reached, fetch })
  }

  #say({ message, fields }: LogMessage): void {
    this.#lines += 1
    if (this.#lines <= LOG_LINES_MAX) this.#log.info({ fields }, message)
  }

  #end(why: string): void {
    this.ended = why
    this.#describe({ is: 'broken', why })
    for (const { end } of this.#calls.values()) end({ is: 'ended', why })
  }
}
