// Opens the configured sources of deposits: a new source is a file in sources/, and a line here.
import type { Deposits } from '../core/deposit-variables.ts'
import type { Msat } from '../core/msat.ts'
import type { Fetch } from '../net/fetch.ts'
import type { Lightning, Network } from '../lightning/port.ts'
import { asking } from './sources/ask.ts'
import { btcpay } from './sources/btcpay.ts'
import { wire } from './sources/btcpay-wire.ts'
import { charge, noticeToken } from './sources/charge.ts'
import { electrum } from './sources/electrum.ts'
import { electrumWire } from './sources/electrum-wire.ts'
import { lightning } from './sources/lightning.ts'
import { onNetwork } from './sources/on-network.ts'
import type { Source } from './source.ts'
import { versionWarnings } from './versions.ts'

export type SourceSettings = Partial<Pick<Deposits, 'btcpay' | 'charge' | 'electrum'>> & {
  readonly minMsat: Msat
  readonly confirmations: number
}

export type Deps = {
  readonly node: Pick<Lightning, 'invoice'>
  /** The node's. */
  readonly network: Network
  /** The guarded client, for addresses that the operator chose. */
  readonly fetch: Fetch
  /** The same with `HISTORY_LIMITS`. */
  readonly fetchHistory: Fetch
  /** The base URL for incoming notices. */
  readonly publicUrl: string
  readonly now: () => Date
}

export type Registry = {
  readonly sources: readonly Source[]
  /** What an operator should fix, as far as the sources answer. */
  readonly warnings: () => Promise<readonly string[]>
}

export function openSources(settings: SourceSettings, deps: Deps): Registry {
  const { minMsat, confirmations } = settings
  const { network, fetch, fetchHistory, publicUrl, now } = deps
  const greenfield = settings.btcpay && openGreenfield(settings.btcpay, fetch)
  const chain = settings.electrum && openElectrum(settings.electrum, fetchHistory)
  const others = [
    greenfield && btcpay(greenfield, minMsat),
    settings.charge && openCharge(settings.charge, minMsat, deps),
    chain &&
      electrum({ wire: chain.wire, minMsat, confirmations, now, notice: publicUrl + chain.notice })
  ].filter(one => one !== undefined)
  const sources = [lightning(deps.node), ...others.map(one => onNetwork(one, network))]
  return { sources, warnings: () => versionWarnings(greenfield, chain?.wire) }
}

type Btcpay = NonNullable<SourceSettings['btcpay']>

const openGreenfield = ({ url, apiKey, storeId }: Btcpay, fetch: Fetch) =>
  wire(asking(fetch, url, { authorization: `token ${apiKey}` }), storeId)

const openElectrum = (
  { url, user, password }: NonNullable<SourceSettings['electrum']>,
  fetch: Fetch
) => ({
  wire: electrumWire(asking(fetch, url, { authorization: basic(user, password) })),
  notice: `/notices/electrum/${noticeToken(password)}`
})

function openCharge(
  { url, token }: { readonly url: string; readonly token: string },
  minMsat: Msat,
  { fetch, fetchHistory, publicUrl }: Deps
): Source {
  const authorization = basic('api-token', token)
  return charge({
    ask: asking(fetch, url, { authorization }),
    askAll: asking(fetchHistory, url, { authorization }),
    minMsat,
    webhook: `${publicUrl}/notices/charge/${noticeToken(token)}`,
    // The guarded client reads responses to their end; a stream has none.
    stream: async signal => {
      const path = `${url.replace(/\/+$/, '')}/payment-stream`
      const response = await globalThis.fetch(path, { headers: { authorization }, signal })
      if (response.ok && response.body !== null) return response.body
      await response.body?.cancel()
      throw new Error(`its stream answers ${response.status}`)
    }
  })
}

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
