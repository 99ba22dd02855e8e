// Time as the rooms take it: handed in, so that tests own it.

export type Clock = {
  /** Wall clock; for invoices' expiry, never for leases (those use the database's). */
  readonly date: () => Date
  /** Milliseconds that never go back, from an arbitrary start. */
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
