// Where the pages are, as browsers see it, and what their cookies are therefore called.

export type Place = {
  /** `/pay` where PUBLIC_URL has a path: a proxy takes it off before it asks us. */
  readonly base: string
  readonly origin: string
  readonly isSecure: boolean
  /** Of a cookie. */
  readonly name: (what: string) => string
}

/**
 * A cookie with `__Host-` can be set by this very host alone, over TLS; its path is / then, so
 * that of the gateway stands in its name: two of one host do not take each other's.
 */
export function placeOf(publicUrl: string): Place {
  const url = URL.parse(publicUrl)
  const base = url?.pathname.replace(/\/+$/, '') ?? ''
  const isSecure = url?.protocol === 'https:'
  const slug = base.replaceAll(/[^A-Za-z0-9]+/g, '-').replace(/-$/, '')
  return {
    base,
    isSecure,
    origin: url?.origin ?? '',
    name: what => `${isSecure ? '__Host-' : ''}lapp-${what}${slug}`
  }
}
