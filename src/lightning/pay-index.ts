// Finds the highest pay_index that the node has assigned. No call reports it, but one reports the
// next after any number.

/** Takes about 2 · log2(n) quick calls; exact even if paid invoices in between were deleted. */
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
