// Refuses what a source on a test network gives to pay to, where our node is on bitcoin: coins that
// cost nothing would be credited as bitcoin.
import type { Network } from '../../lightning/port.ts'
import { SourceRefused, type Shown, type Source } from '../source.ts'
import { notOpened } from './ask.ts'

/** On a network whose coins are worth nothing, any source may be tried. */
export const onNetwork = (source: Source, network: Network): Source =>
  network === 'bitcoin' ? onBitcoin(source) : source

const onBitcoin = (source: Source): Source => ({
  ...source,
  open: async wanted => {
    const shown = await source.open(wanted)
    const odd = otherThanBitcoin(shown)
    if (odd === undefined) return shown
    const refused = new SourceRefused(`it is not on bitcoin: it gave ${odd.slice(0, 12)}…`)
    throw notOpened(source.title, refused)
  }
})

const ADDRESS = /^([Bb][Cc]1|[13])/
const BOLT11 = /^lnbc\d/i

function otherThanBitcoin({ address, bolt11 }: Shown): string | undefined {
  if (address !== null && !ADDRESS.test(address)) return address
  return bolt11 !== null && !BOLT11.test(bolt11) ? bolt11 : undefined
}
