// Parses IP addresses and networks as operators and callers write them: `203.0.113.0/24`,
// `2001:db8::1`.
import { BlockList, isIP } from 'node:net'

type Range = { readonly net: string; readonly prefix: number; readonly family: 'ipv4' | 'ipv6' }

/** undefined if it is neither. */
function read(text: string): Range | undefined {
  const [net = '', bits, more] = text.split('/')
  const version = isIP(net)
  if (version === 0 || more !== undefined || net.includes('%')) return undefined
  const size = version === 4 ? 32 : 128
  if (bits !== undefined && !/^\d{1,3}$/.test(bits)) return undefined
  const prefix = bits === undefined ? size : Number(bits)
  return prefix > size ? undefined : { net, prefix, family: version === 4 ? 'ipv4' : 'ipv6' }
}

export const isRange = (text: string): boolean => read(text) !== undefined

const built = new WeakMap<readonly string[], BlockList>()

export function isFrom(ranges: readonly string[], ip: string): boolean {
  const list = built.get(ranges) ?? build(ranges)
  built.set(ranges, list)
  const version = isIP(ip)
  return version !== 0 && list.check(ip, version === 4 ? 'ipv4' : 'ipv6')
}

function build(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const text of ranges) {
    const range = read(text)
    if (range !== undefined) list.addSubnet(range.net, range.prefix, range.family)
  }
  return list
}

/** Whether `inner` is contained in `outer`. */
export function isWithin(outer: string, inner: string): boolean {
  const [all, some] = [read(outer), read(inner)]
  if (all === undefined || some?.family !== all.family) return false
  return some.prefix >= all.prefix && build([outer]).check(some.net, some.family)
}
