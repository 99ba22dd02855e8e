// Stand-ins for what only the running gateway knows (ids, invoices, cursors, secrets): the request
// is made of a seed alone, and what it refers to is filled in when it is sent.
import fc, { type Arbitrary } from 'fast-check'
import type { Prefix } from '../../../../src/core/ids.ts'

export type Kind = Prefix | 'bolt11' | 'cursor' | 'hash' | 'any'

export const ref = (...kinds: readonly Kind[]): Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...kinds), fc.nat(9_999)).map(([kind, n]) => `zzref(${kind},${n})zz`)

const time = fc
  .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
  .map(at => at.toISOString())

/** Nobody is asked by the network: these answer nothing at once. */
const PAYEES = ['ann@localhost', 'lnurlp://127.0.0.1:9/pay', 'bitcoin:bcrt1qx?lightning=x', 'lnbc1']

const NAMED: Readonly<Record<string, Arbitrary<string>>> = {
  id: ref('pay', 'dep', 'pur', 'trf', 'key', 'acc', 'whk', 'any'),
  delivery: ref('evt', 'any'),
  lapp: fc.constantFrom('lnsms', 'echo', 'lnsms', 'echo', 'nothing'),
  lapps: fc.constantFrom('lnsms', 'echo'),
  to: fc.oneof(ref('acc'), fc.constantFrom('telegram:7', 'telegram:99999999999999999999')),
  account: ref('acc'),
  quote: ref('quo'),
  destination: fc.oneof(ref('bolt11'), ref('bolt11'), fc.constantFrom(...PAYEES)),
  text: fc.oneof(ref('bolt11'), fc.constantFrom(...PAYEES), fc.string()),
  bolt11: ref('bolt11'),
  cursor: fc.oneof(ref('cursor'), ref('any')),
  payment_hash: ref('hash'),
  created_after: time,
  created_before: time,
  expires_at: time,
  url: fc.constantFrom('http://127.0.0.1:9/told', 'https://a.example/told'),
  ip_allow: fc.constantFrom('127.0.0.1', '10.0.0.0/8', '::1', '2001:db8::/32'),
  number: fc.constantFrom('+19876543210', '+12025550123')
}

export const named = (field: string): Arbitrary<string> | undefined => NAMED[field]

const STAND_IN = /zzref\((\w+),(\d+)\)zz/g

export type Known = {
  readonly fill: (text: string) => string
  /** Takes what a later request may refer to out of an answer. */
  readonly learn: (text: string) => void
}

const FOUND: readonly (readonly [RegExp, (match: string) => Kind])[] = [
  [/\b([a-z]{3})_[0-9a-f]{32}\b/g, match => match.slice(0, 3) as Kind],
  [/\blnbcrt[0-9a-z]{100,}\b/g, () => 'bolt11'],
  [/(?<="next_cursor":")[^"]+/g, () => 'cursor'],
  [/(?<="payment_hash":")[0-9a-f]{64}/g, () => 'hash']
]

/** Of each kind the latest so many. */
const KEPT = 60

/** @param spared what no request may name: the keys and the account that the fuzzer lives by */
export function known(spared: ReadonlySet<string>): Known {
  const all = new Map<string, string[]>()
  const keep = (kind: Kind, value: string): void => {
    const list = all.get(kind) ?? []
    if (spared.has(value) || list.includes(value)) return
    all.set(kind, [...list, value].slice(-KEPT))
  }
  const find = (kind: string, n: number): string => {
    const list = kind === 'any' ? [...all.values()].flat() : (all.get(kind) ?? [])
    // One in ten is of nobody.
    const isNone = list.length === 0 || n % 10 === 0
    return isNone ? `${kind}_${String(n).padStart(32, '0')}` : (list[n % list.length] ?? '')
  }
  return {
    fill: text => text.replaceAll(STAND_IN, (_, kind: string, n: string) => find(kind, Number(n))),
    learn: text => {
      for (const [pattern, kindOf] of FOUND)
        for (const [match] of text.matchAll(pattern)) keep(kindOf(match), match)
    }
  }
}
