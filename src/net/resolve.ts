// Resolves host names to addresses.
import { Resolver, lookup } from 'node:dns/promises'

export type Resolve = (host: string) => Promise<readonly string[]>

/**
 * For names chosen by others: asks the name servers directly. getaddrinfo would block one of four
 * threads per name, so four slow names would stop everybody's look-ups.
 */
export function byNameServers(servers?: readonly string[]): Resolve {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 })
  if (servers !== undefined) resolver.setServers(servers)
  return async host => {
    const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
    return found.flatMap(one => (one.status === 'fulfilled' ? one.value : []))
  }
}

/** For names chosen by the operator: as the machine resolves them, including /etc/hosts. */
export const bySystem: Resolve = async host =>
  (await lookup(host, { all: true })).map(({ address }) => address)
