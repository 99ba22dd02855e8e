// Rate-limits failed authentication per address, since each attempt with a well-formed key costs a
// query. Valid keys are always let in, because behind a proxy all callers share one address.

export type Strangers = {
  /** Counts a caller that is not known yet; false if the address has come too often. */
  readonly enter: (address: string) => boolean
  /** Takes the attempt back: its key was valid. */
  readonly forgive: (address: string) => void
}

/** Burst size, and then the rate per second. */
const BURST = 100
const PER_SECOND = 10
const ADDRESSES_MAX = 10_000

/** @param clock monotonic milliseconds */
export function strangerLimit(clock: () => number): Strangers {
  /** Attempts spent by each address, and when that was so. */
  const seen = new Map<string, { readonly spent: number; readonly at: number }>()
  const spentBy = (address: string): number => {
    const { spent, at } = seen.get(address) ?? { spent: 0, at: 0 }
    return Math.max(0, spent - ((clock() - at) / 1_000) * PER_SECOND)
  }
  const spend = (address: string, count: number): void => {
    const spent = Math.max(0, spentBy(address) + count)
    seen.delete(address)
    seen.set(address, { spent, at: clock() })
    for (const oldest of seen.keys()) {
      if (seen.size <= ADDRESSES_MAX) break
      seen.delete(oldest)
    }
  }
  return {
    enter: ip => {
      const address = networkOf(ip)
      if (spentBy(address) > BURST - 1) return false
      spend(address, 1)
      return true
    },
    forgive: ip => spend(networkOf(ip), -1)
  }
}

/** Owning one IPv6 address means owning the other 2^64 of its network as well. */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1]
  if (mapped !== undefined || !ip.includes(':')) return mapped ?? ip
  const [head = '', tail] = ip.split('::', 2)
  const start = head === '' ? [] : head.split(':')
  const end = tail === undefined || tail === '' ? [] : tail.split(':')
  const gap = tail === undefined ? 0 : 8 - start.length - end.length
  return [...start, ...Array<string>(Math.max(0, gap)).fill('0'), ...end].slice(0, 4).join(':')
}
