// Decides which URLs named by a person or a LApp may be requested; pure.
import ipaddr from 'ipaddr.js'

/** What a guarded client may reach: which schemes, and which addresses behind a name. */
export type Rules = {
  readonly schemes: readonly string[]
  readonly allows: (address: string) => boolean
}

/** For URLs named by people and LApps: https to public addresses. */
export const PUBLIC: Rules = { schemes: ['https:'], allows: isPublic }

/** For base URLs chosen by the operator, and for the sandbox. */
export const ANY: Rules = { schemes: ['https:', 'http:'], allows: () => true }

const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * Public unicast, in the canonical spelling that resolvers and `URL` give.
 * `ipaddr.js` calls `::7f00:1` (IPv4-compatible) unicast, so
 * IPv6 must also lie in 2000::/3, all that IANA has given out.
 */
export function isPublic(address: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) {
    return ipaddr.IPv4.parse(address).range() === 'unicast'
  }
  if (!ipaddr.IPv6.isValid(address) || address.includes('%')) return false
  const ip = ipaddr.IPv6.parse(address)
  return ip.range() === 'unicast' && ip.match(GLOBAL_IPV6)
}

/**
 * Why this URL is refused; undefined if it is allowed. Host names are checked later, by what they
 * resolve to.
 */
export function refuseUrl(url: URL, rules: Rules): string | undefined {
  if (!rules.schemes.includes(url.protocol)) {
    return `only ${rules.schemes.map(scheme => scheme.slice(0, -1)).join(' or ')} addresses`
  }
  if (url.username !== '' || url.password !== '') return 'no user name in an address'
  const literal = literalOf(url.hostname)
  return literal === undefined || rules.allows(literal) ? undefined : `${literal} is not public`
}

/** Why these may not be used; undefined if they may. One that is forbidden condemns all: bait. */
export function refuseAddresses(addresses: readonly string[], rules: Rules): string | undefined {
  if (addresses.length === 0) return 'the name has no address'
  const bad = addresses.find(address => !rules.allows(address))
  return bad === undefined ? undefined : `${bad} is not public`
}

/**
 * The IP address in a URL's host, without brackets; `URL` has already normalised 0x7f.1, 2130706433
 * and the like.
 */
export function literalOf(hostname: string): string | undefined {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
  return ipaddr.IPv6.isValid(bare) || ipaddr.IPv4.isValidFourPartDecimal(bare) ? bare : undefined
}
