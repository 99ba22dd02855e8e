// Caches one answer for a limited time, and shares one request among all who ask meanwhile.

/** A failed request is not cached: the next caller asks again. */
export function freshFor<T>(
  ms: number,
  now: () => number,
  ask: () => Promise<T>
): () => Promise<T> {
  let asked: { readonly at: number; readonly answer: Promise<T> } | undefined
  return () => {
    if (asked !== undefined && now() - asked.at <= ms) return asked.answer
    const mine = { at: now(), answer: ask() }
    mine.answer.catch(() => {
      if (asked === mine) asked = undefined
    })
    asked = mine
    return mine.answer
  }
}
