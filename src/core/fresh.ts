// One question for all who ask within a while: its answer serves them until it is too old.

/** An answer that failed is not kept: the next who asks asks anew. */
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
