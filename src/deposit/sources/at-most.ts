// Maps items with bounded concurrency; the first failure ends it.

/** Results are in the order of the items. */
export async function atMost<T, U>(
  max: number,
  all: readonly T[],
  run: (one: T) => Promise<U>
): Promise<readonly U[]> {
  const done = new Array<U>(all.length)
  const entries = all.entries()
  const work = async (): Promise<void> => {
    for (const [at, one] of entries) done[at] = await run(one)
  }
  await Promise.all(Array.from({ length: Math.min(max, all.length) }, work))
  return done
}
