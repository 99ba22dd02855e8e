// Hosts one LApp: starts its process on first use, bounds every call in time and number, stops the
// process when idle.
import type { Clock } from '../../core/clock.ts'
import { withDeadline } from '../../core/with-deadline.ts'
import { BREAKER_LIMITS, openBreaker, type Breaker, type BreakerLimits } from './breaker.ts'
import { openGate, type Gate } from './gate.ts'
import type { Ask } from './protocol.ts'
import type { Description, Ending, Session } from './session.ts'

export type HostLimits = BreakerLimits & {
  /** The time limit of a call, including the wait for its turn. */
  readonly callMs: number
  readonly idleMs: number
  readonly width: number
  readonly queueMax: number
  /** How long a LApp that fails to start is not started again. */
  readonly restMs: number
}

export const HOST_LIMITS: HostLimits = {
  ...BREAKER_LIMITS,
  callMs: 10_000,
  idleMs: 60_000,
  width: 32,
  queueMax: 2_000,
  restMs: 1_000
}

export type HostEnding = (
  | Exclude<Ending, { is: 'gone' }>
  | { readonly is: 'busy' }
  | { readonly is: 'resting' }
  | { readonly is: 'late' }
  | { readonly is: 'cancelled' }
) &
  Pick<Ending, 'buyerNamedHost'>

export class Host {
  readonly #start: () => Session
  readonly #limits: HostLimits
  readonly #clock: Clock
  readonly #gate: Gate
  readonly #breaker: Breaker
  #session: Session | undefined
  #inside = 0
  #idle: NodeJS.Timeout | undefined
  #restUntil = -Infinity
  #closed = false

  constructor(start: () => Session, limits: HostLimits, clock: Clock) {
    this.#start = start
    this.#limits = limits
    this.#clock = clock
    this.#gate = openGate(limits.width, limits.queueMax)
    this.#breaker = openBreaker(limits)
  }

  /** The running process, if there is one. */
  get pid(): number | undefined {
    return this.#session?.ended === undefined ? this.#session?.pid : undefined
  }

  /** The LApp's own description of its forms. */
  async describe(): Promise<Description> {
    const session = this.#open()
    const description =
      typeof session === 'string'
        ? ({ is: 'broken', why: session } as const)
        : await session.described
    this.#rest()
    return description
  }

  async ask(ask: Ask, caller?: AbortSignal): Promise<HostEnding> {
    if (this.#breaker.open(this.#clock.now())) return { is: 'resting' }
    const ending = await this.#inTime(ask, caller)
    if (isFailure(ending)) this.#breaker.failed(this.#clock.now())
    else if (ending.is === 'done' || ending.is === 'refused') this.#breaker.succeeded()
    return ending
  }

  async #inTime(ask: Ask, caller?: AbortSignal): Promise<HostEnding> {
    return withDeadline(this.#clock, this.#limits.callMs, [caller], async signal => {
      const turn = await this.#gate.enter(signal)
      if (turn === 'full') return { is: 'busy' }
      // A call that never got its turn was delayed by others: that says nothing about the LApp.
      if (turn === 'gone') return { is: caller?.aborted === true ? 'cancelled' : 'busy' }
      const ending = await this.#asked(ask, signal)
      if (ending.is !== 'gone') return ending
      const { buyerNamedHost } = ending
      const is = caller?.aborted === true ? 'cancelled' : 'late'
      return buyerNamedHost === true ? { is, buyerNamedHost } : { is }
    })
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#idle)
    this.#session?.stop('the gateway is closing')
  }

  async #asked(ask: Ask, signal: AbortSignal): Promise<Ending> {
    this.#inside += 1
    clearTimeout(this.#idle)
    try {
      const session = this.#open()
      if (typeof session === 'string') return { is: 'ended', why: session }
      return await session.ask(ask, signal)
    } finally {
      this.#inside -= 1
      this.#gate.leave()
      this.#rest()
    }
  }

  /** The running session, a new one, or why there is none. */
  #open(): Session | string {
    if (this.#closed) return 'the gateway is closing'
    if (this.#session !== undefined && this.#session.ended === undefined) return this.#session
    if (this.#clock.now() < this.#restUntil)
      return `it does not start: ${this.#session?.ended ?? ''}`
    let session: Session
    try {
      session = this.#start()
    } catch (error) {
      return `it does not start: ${String(error)}`
    }
    this.#session = session
    void session.described.then(({ is }) => {
      if (is === 'broken') this.#restUntil = this.#clock.now() + this.#limits.restMs
    })
    return session
  }

  #rest(): void {
    clearTimeout(this.#idle)
    if (this.#inside > 0) return
    this.#idle = setTimeout(() => this.#session?.stop('it is idle'), this.#limits.idleMs).unref()
  }
}

/**
 * A busy LApp or a cancelled call is no failure; a service that is down is one, unless the buyer
 * named it: otherwise a buyer could have the LApp paused for everyone.
 */
function isFailure(ending: HostEnding): boolean {
  if (ending.is === 'ended') return true
  if (ending.buyerNamedHost === true) return false
  return (
    ending.is === 'late' ||
    ending.is === 'threw' ||
    (ending.is === 'refused' && ending.code === 'upstream')
  )
}
