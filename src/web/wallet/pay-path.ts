// The URL of the page that confirms a payment: contains all it needs, so that it survives a reload,
// the back button and signing in again. It moves nothing.

export type Asked = {
  readonly to: string
  /** The idempotency key of the screen. */
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
