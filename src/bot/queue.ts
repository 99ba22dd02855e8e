// Works at the same time, but in order for each of its keys: a person, a chat.

export type Queue = {
  readonly run: (keys: readonly string[], work: () => Promise<void>) => void
  /** Resolves when no more than so many wait. */
  readonly below: (waiting: number) => Promise<void>
}

export function queue(failed: (error: unknown) => void): Queue {
  const tails = new Map<string, Promise<unknown>>()
  const all = new Set<Promise<void>>()
  return {
    run(keys, work) {
      const before = keys.map(key => tails.get(key)).filter(tail => tail !== undefined)
      const done = (before.length === 0 ? Promise.resolve() : Promise.all(before))
        .then(work)
        .catch(failed)
      all.add(done)
      for (const key of keys) tails.set(key, done)
      void done.then(() => {
        all.delete(done)
        for (const key of keys) if (tails.get(key) === done) tails.delete(key)
      })
    },
    async below(waiting) {
      while (all.size > waiting) await Promise.race(all)
    }
  }
}
