// A look-up whose answers are good for a while, so that a busy caller costs one query per while.

/**
 * What was found is remembered; what was not is looked up again. Askers at the same time share one look-up.
 * Full, it forgets the oldest.
 */
export function remember<T>(
  lookUp: (name: string) => Promise<T | undefined>,
  ms: number,
  max: number,
  clock: () => number
): (name: string) => Promise<T | undefined> {
  const known = new Map<
    string,
    { readonly answer: Promise<T | undefined>; readonly since: number }
  >()

  return async name => {
    const seen = known.get(name)
    if (seen !== undefined && clock() - seen.since < ms) return seen.answer
    const entry = { since: clock(), answer: lookUp(name) }
    known.delete(name)
    known.set(name, entry)
    for (const oldest of known.keys()) {
      if (known.size <= max) break
      known.delete(oldest)
    }
    try {
      const answer = await entry.answer
      if (answer === undefined) forget(name, entry)
      return answer
    } catch (error) {
      forget(name, entry)
      throw error
    }
  }

  function forget(name: string, entry: object): void {
    if (known.get(name) === entry) known.delete(name)
  }
}
