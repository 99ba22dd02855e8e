// The clock that rooms take as an argument, so that tests control time.

export type Clock = {
  /**
   * Wall clock; for the expiry of invoices, never for leases (those use the database's), nor for
   * what another gateway may end (`db/clock` is the same for all).
   */
  readonly date: () => Date
  /** Monotonic milliseconds, from an arbitrary start. */
  readonly now: () => number
  /** Resolves after `ms`, or at once when the signal aborts. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
}

export const clock: Clock = {
  date: () => new Date(),
  now: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise(resolve => {
      if (signal?.aborted === true) {
        resolve()
        return
      }
      const done = (): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      signal?.addEventListener('abort', done, { once: true })
    })
}
