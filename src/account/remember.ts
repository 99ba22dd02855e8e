// Caches the answers of a look-up for a while, so that a busy caller costs one query per while.

export type Memory<T> = {
  readonly look: (name: string) => Promise<T | undefined>
  /** The cached answer, or the look-up in progress; starts none. */
  readonly recall: (name: string) => Promise<T | undefined>
  readonly forget: (name: string) => void
}

/**
 * What was found is cached; what was not is looked up again. Concurrent callers share one look-up.
 * When full, the oldest is dropped.
 */
export function remember<T>(
  lookUp: (name: string) => Promise<T | undefined>,
  /** How long an answer is valid under present conditions, in milliseconds. */
  life: () => number,
  max: number,
  clock: () => number
): Memory<T> {
  const known = new Map<
    string,
    { readonly answer: Promise<T | undefined>; readonly since: number }
  >()

  function fresh(name: string): Promise<T | undefined> | undefined {
    const seen = known.get(name)
    return seen !== undefined && clock() - seen.since < life() ? seen.answer : undefined
  }

  const look = (name: string): Promise<T | undefined> => fresh(name) ?? askFor(name)
  const recall = (name: string): Promise<T | undefined> => fresh(name) ?? Promise.resolve(undefined)

  async function askFor(name: string): Promise<T | undefined> {
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

  return { look, recall, forget: name => known.delete(name) }
}
