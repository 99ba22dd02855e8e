// Builds the URLs of LNURL services (LUD-16, LUD-17), and decides which of them may be asked. Pure.

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/
const isOnion = (url: URL): boolean => url.hostname.endsWith('.onion')

/**
 * Why the service at this URL is not asked; undefined if it is. `allowPrivate` permits services on
 * this machine: the sandbox.
 */
export function refuseService(url: URL, allowPrivate: boolean): string | undefined {
  if (isOnion(url)) return 'a .onion address cannot be reached from here'
  if (url.protocol === 'https:') return undefined
  const ours = allowPrivate && url.protocol === 'http:' && LOOPBACK.test(url.hostname)
  return ours ? undefined : 'only https addresses are asked'
}

/** LUD-16 and LUD-17: https, or http where no certificate can be had. */
function serviceUrl(rest: string): URL | null {
  const url = URL.parse(`https://${rest}`)
  if (url === null) return null
  return isOnion(url) || LOOPBACK.test(url.hostname) ? URL.parse(`http://${rest}`) : url
}

export function unwrapLud17(text: string): URL | null {
  const url = serviceUrl(text.replace(/^\w+:(\/\/)?/, ''))
  if (/^keyauth:/i.test(text)) url?.searchParams.set('tag', 'login')
  return url
}

/**
 * LUD-16, plus the `+tag` that is used in practice. A user of dots only would be a path segment.
 */
const ADDRESS = /^(?!\.+@)([a-z0-9_.+-]{1,64})@([a-z0-9.-]{1,253}(?::\d{1,5})?)$/

export function addressOf(
  text: string
): { readonly user: string; readonly domain: string; readonly url: string } | undefined {
  const [, user = '', domain = ''] = ADDRESS.exec(text.toLowerCase()) ?? []
  const url = user === '' ? null : serviceUrl(`${domain}/.well-known/lnurlp/${user}`)
  if (url === null || !(url.hostname.includes('.') || LOOPBACK.test(url.hostname))) return undefined
  return { user, domain, url: url.href }
}
