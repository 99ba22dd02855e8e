// Coalesces calls: items that come while one batch is running go with the next.

/** Each call resolves or rejects with the batch that its item went with. */
export function coalesce<T>(
  carry: (lot: readonly T[]) => Promise<void>,
  pause: () => Promise<void> = () => Promise.resolve()
): (items: readonly T[]) => Promise<void> {
  let waiting: T[] = []
  let next: Promise<void> | undefined
  let last: Promise<void> = Promise.resolve()

  function begin(): Promise<void> {
    const mine = Promise.all([last, pause()]).then(async () => {
      const lot = waiting
      waiting = []
      next = undefined
      await carry(lot)
    })
    last = mine.catch(() => undefined)
    return mine
  }

  return async items => {
    waiting.push(...items)
    next ??= begin()
    await next
  }
}
