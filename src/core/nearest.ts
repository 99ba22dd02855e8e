// Finds the known word nearest to a misspelt one.

/** The word and its distance; '' and Infinity if no words are known. */
export function nearest(wanted: string, known: readonly string[]): readonly [string, number] {
  let best: readonly [string, number] = ['', Infinity]
  for (const one of known) {
    // As many letters as it is longer or shorter are missing at least.
    if (Math.abs(one.length - wanted.length) >= best[1]) continue
    const found = distance(wanted, one)
    if (found < best[1]) best = [one, found]
  }
  return best
}

/** Damerau-Levenshtein distance: insertions, deletions, substitutions and transpositions. */
function distance(a: string, b: string): number {
  let before: readonly number[] = []
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1]
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[j - 2] ?? 0) + 1 : Infinity
      )
    }
    ;[before, row] = [row, next]
  }
  return row[b.length] ?? 0
}
