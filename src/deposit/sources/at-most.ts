// Does something for each of many, so many at a time; the first that fails ends it.

/** In the order of what was given. */
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
