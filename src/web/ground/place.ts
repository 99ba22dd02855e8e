// Where browsers see the pages (origin and base path), and the names of their cookies.

export type Place = {
  /** `/pay` if PUBLIC_URL has a path: a proxy strips it before it calls us. */
  readonly base: string
  readonly origin: string
  readonly isSecure: boolean
  /** The full name of a cookie. */
  readonly name: (what: string) => string
}

/**
 * A `__Host-` cookie can be set only by this very host, over TLS. Its path must be /, so the
 * gateway's path is part of the name: two gateways on one host have separate cookies.
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
