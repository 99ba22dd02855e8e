// The address of the page that asks before it pays: all that it needs, so that a reload, the way
// back and signing in once more find it again. It moves nothing.

export type Asked = {
  readonly to: string
  /** The key of the screen. */
  readonly once: string
  /** In msat. */
  readonly amount?: string | undefined
  readonly comment?: string | undefined
}

export function payPath({ to, once, amount, comment }: Asked): string {
  const query = new URLSearchParams({ to, once })
  if (amount !== undefined) query.set('amount', amount)
  if (comment !== undefined && comment !== '') query.set('comment', comment)
  return `/wallet/pay?${query.toString()}`
}
