// Finds what could be paid to in anything that somebody pasted, forwarded or photographed. Pure.
import { readDestination } from '../payment/destination.ts'

const INSIDE = /(?:lightning:)?(?:ln(?:bcrt|tbs|tb|bc)\d[a-z0-9]{80,}|lnurl1[a-z0-9]{20,})/gi

/** The first of its words that reads as an invoice, an address, an LNURL or a BIP-21 link. */
export function findDestination(text: string, links: readonly string[] = []): string | undefined {
  const words = [text, ...links].join(' ').split(/\s+/).slice(0, 2_000)
  const bare = words.map(word => word.replace(/^[<("'[`]+|[>)"'\]`,;.!?]+$/g, ''))
  const inside = text.match(INSIDE) ?? []
  return [...bare, ...inside].find(word => word.length > 4 && isPayee(word))
}

function isPayee(word: string): boolean {
  const read = readDestination(word)
  return read.is !== 'unreadable' && (read.is !== 'bip21' || read.payee !== undefined)
}
