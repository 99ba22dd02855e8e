// Runs work concurrently, but in order per key (a person, a chat). A key can be held exclusively,
// or shared by work that needs no order among itself.
import { backlog } from './backlog.ts'

export type Lane = {
  readonly alone: readonly number[]
  readonly shared: readonly number[]
}

export type Queue = {
  readonly run: (turn: Lane, work: () => Promise<void>) => void
  /** How many of the same first key, a person, are waiting; 0 without one. */
  readonly behind: (turn: Lane) => number
  /** Resolves when at most this many are waiting; of one person's, only the first few count. */
  readonly below: (waiting: number) => Promise<void>
}

/** The last exclusive holder of the key, and the shared holders since. */
type Line = { last: Promise<void> | undefined; readonly since: Set<Promise<void>> }

export function queue(failed: (error: unknown) => void): Queue {
  const lines = new Map<number, Line>()
  const all = new Set<Promise<void>>()
  const waiting = backlog()

  const lineOf = (key: number): Line => {
    const line = lines.get(key) ?? { last: undefined, since: new Set() }
    lines.set(key, line)
    return line
  }

  function run({ alone, shared }: Lane, work: () => Promise<void>): void {
    waiting.add(alone[0], 1)
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
      waiting.add(alone[0], -1)
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
    behind: ({ alone: [person] }) => waiting.of(person),
    async below(most) {
      while (waiting.size() > most) await Promise.race(all)
    }
  }
}
