// Finds the highest pay_index that a node has given. No call tells it, but one tells the next after
// any number.

/** About 2 · log2(n) quick calls; exact even where paid invoices were deleted in between. */
export async function highestIndex(
  nextAfter: (index: number) => Promise<number | undefined>
): Promise<number> {
  let known = 0
  let ceiling: number | undefined
  for (let step = 1; ceiling === undefined; step *= 2) {
    const next = await nextAfter(known + step)
    if (next === undefined) ceiling = known + step
    else known = next
  }
  while (known < ceiling) {
    const middle = Math.floor((known + ceiling) / 2)
    const next = await nextAfter(middle)
    if (next === undefined) ceiling = middle
    else known = next
  }
  return known
}
