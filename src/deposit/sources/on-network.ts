// Refuses what a source of another network than our node's gives to pay to: coins that cost nothing
// would be credited as bitcoin.
import type { Network } from '../../lightning/port.ts'
import { SourceRefused, type Shown, type Source } from '../source.ts'
import { notOpened } from './ask.ts'

export const onNetwork = (source: Source, network: Network): Source => ({
  ...source,
  open: async wanted => {
    const shown = await source.open(wanted)
    const odd = otherThan(shown, network)
    if (odd === undefined) return shown
    const why = `${source.title} is not on ${network}: it gave ${odd.slice(0, 12)}…`
    throw notOpened(source.title, new SourceRefused(why))
  }
})

/** How a payment to it begins. */
const FORMS: Readonly<Record<Network, { readonly address: RegExp; readonly bolt11: RegExp }>> = {
  bitcoin: { address: /^([Bb][Cc]1|[13])/, bolt11: /^lnbc\d/i },
  testnet: { address: /^([Tt][Bb]1|[mn2])/, bolt11: /^lntb\d/i },
  signet: { address: /^([Tt][Bb]1|[mn2])/, bolt11: /^lntbs\d/i },
  regtest: { address: /^([Bb][Cc][Rr][Tt]1|[mn2])/, bolt11: /^lnbcrt\d/i }
}

function otherThan({ address, bolt11 }: Shown, network: Network): string | undefined {
  const forms = FORMS[network]
  if (address !== null && !forms.address.test(address)) return address
  return bolt11 !== null && !forms.bolt11.test(bolt11) ? bolt11 : undefined
}
