// Counts the updates that wait. Of one person's only the first few count, so that a flood of theirs
// does not hold up what others want.
const COUNTED_MAX = 20

export type Backlog = {
  readonly add: (person: number | undefined, by: 1 | -1) => void
  /** How many of one person's are waiting; 0 without a person. */
  readonly of: (person: number | undefined) => number
  /** How many count. */
  readonly size: () => number
}

export function backlog(): Backlog {
  const waiting = new Map<number, number>()
  let size = 0
  const of = (person: number | undefined): number =>
    person === undefined ? 0 : (waiting.get(person) ?? 0)
  return {
    of,
    size: () => size,
    add(person, by) {
      if (person === undefined) {
        size += by
        return
      }
      const before = of(person)
      const now = before + by
      size += Math.min(now, COUNTED_MAX) - Math.min(before, COUNTED_MAX)
      if (now === 0) waiting.delete(person)
      else waiting.set(person, now)
    }
  }
}
