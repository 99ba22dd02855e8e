// Finds a payable destination in text that somebody pasted, forwarded or photographed. Pure.
import { readDestination } from '../../payment/lnurl/destination.ts'

const INSIDE = /(?:lightning:)?(?:ln(?:bcrt|tbs|tb|bc)\d[a-z0-9]{80,}|lnurl1[a-z0-9]{20,})/gi

/** An invoice that was broken into lines; after its prefix, bech32 has no 1, b, i, o. */
const BROKEN =
  /(ln(?:bcrt|tbs|tb|bc)\d\w*)((?:[^\S\n]*\n\s*(?=\S*\d|\S{20})[ac-hj-np-z02-9]{6,}(?!\S))+)/gi

/** The first word that parses as an invoice, an address, an LNURL or a BIP-21 link. */
export function findDestination(text: string, links: readonly string[] = []): string | undefined {
  const whole = cleaned(text)
  const inside = whole.match(INSIDE) ?? []
  return [...wordsOf([whole, ...links].join(' ')), ...inside].find(
    word => word.length > 4 && isPayee(word)
  )
}

/** Recognised, but not payable from here; with the reason, worded for the payer. */
export function findUnpayable(text: string, links: readonly string[] = []): string | undefined {
  const words = wordsOf([cleaned(text), ...links].join(' '))
  if (words.some(word => /^ln[oir]1[a-z0-9]{20,}$/i.test(word))) return 'BOLT 12'
  if (words.some(isOnChain)) return 'on-chain address only'
  return undefined
}

const isOnChain = (word: string): boolean =>
  /^bitcoin:/i.test(word) ||
  /^(bc1|tb1|bcrt1)[ac-hj-np-z02-9]{20,87}$/i.test(word) ||
  /^[13][1-9A-HJ-NP-Za-km-z]{25,34}$/.test(word)

const cleaned = (text: string): string =>
  text
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(BROKEN, (_, head: string, rest: string) => head + rest.replaceAll(/\s+/g, ''))

const wordsOf = (text: string): readonly string[] =>
  text
    .split(/\s+/)
    .slice(0, 2_000)
    .map(word => word.replace(/^[<("'[`“„«]+|[>)"'\]`“”»,;.!?]+$/g, ''))

function isPayee(word: string): boolean {
  const read = readDestination(word)
  return read.is !== 'unreadable' && (read.is !== 'bip21' || read.payee !== undefined)
}
