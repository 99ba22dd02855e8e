// Works at the same time, but in order for each of its keys: a person, a chat.
// A key can be held alone, or shared with others who need no order among themselves.

export type Lane = {
  readonly alone: readonly number[]
  readonly shared: readonly number[]
}

export type Queue = {
  readonly run: (turn: Lane, work: () => Promise<void>) => void
  /** Resolves when no more than so many wait. */
  readonly below: (waiting: number) => Promise<void>
}

/** Who was last to have the key alone, and who shares it since. */
type Line = { last: Promise<void> | undefined; readonly since: Set<Promise<void>> }

export function queue(failed: (error: unknown) => void): Queue {
  const lines = new Map<number, Line>()
  const all = new Set<Promise<void>>()

  const lineOf = (key: number): Line => {
    const line = lines.get(key) ?? { last: undefined, since: new Set() }
    lines.set(key, line)
    return line
  }

  function run({ alone, shared }: Lane, work: () => Promise<void>): void {
    const before = [...alone, ...shared].map(key => lines.get(key)?.last)
    const sharing = alone.flatMap(key => [...(lines.get(key)?.since ?? [])])
    const first = [...before, ...sharing].filter(one => one !== undefined)
    const done = (first.length === 0 ? Promise.resolve() : Promise.all(first))
      .then(work)
      .catch(failed)
    all.add(done)
    for (const key of alone) lines.set(key, { last: done, since: new Set() })
    const joined = shared
      .filter(key => !alone.includes(key))
      .map(key => [key, lineOf(key)] as const)
    for (const [, line] of joined) line.since.add(done)
    void done.then(() => {
      all.delete(done)
      for (const [, line] of joined) line.since.delete(done)
      for (const key of alone) if (lines.get(key)?.last === done) lineOf(key).last = undefined
      for (const key of [...alone, ...shared]) tidy(key)
    })
  }

  function tidy(key: number): void {
    const line = lines.get(key)
    if (line?.last === undefined && line?.since.size === 0) lines.delete(key)
  }

  return {
    run,
    async below(waiting) {
      while (all.size > waiting) await Promise.race(all)
    }
  }
}
