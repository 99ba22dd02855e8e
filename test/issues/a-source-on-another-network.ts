// A source on a test network, where our node is on bitcoin: its coins cost nothing, and nobody is
// shown where to pay them.
import { test } from 'tap'
import { newId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { openSources } from '../../src/deposit/registry.ts'
import type { Network } from '../../src/lightning/port.ts'
import { elsewhere, type Elsewhere } from '../deposit/harness/elsewhere.ts'

const sourcesOn = ({ keys, served, node }: Elsewhere, network: Network) =>
  openSources(
    {
      btcpay: { ...keys.btcpay, url: served.btcpay.url },
      charge: { ...keys.charge, url: served.charge.url },
      electrum: { ...keys.electrum, url: served.electrum.url },
      minMsat: msat(1_000),
      confirmations: 3
    },
    {
      node,
      network,
      fetch: globalThis.fetch,
      fetchHistory: globalThis.fetch,
      publicUrl: 'http://g',
      now: () => new Date()
    }
  ).sources.filter(({ polled }) => polled !== undefined)

const wish = () => ({
  deposit: newId(),
  amountMsat: msat(5_000_000),
  description: '',
  expirySeconds: 600,
  again: false
})

test('services on regtest are none for a node on bitcoin', async t => {
  const on = await elsewhere(t)
  for (const source of sourcesOn(on, 'bitcoin'))
    await t.rejects(source.open(wish()), { code: 'not_ready' }, source.method)
  const ours = sourcesOn(on, 'regtest')
  t.equal(ours.length, 3)
  for (const source of ours) t.match(await source.open(wish()), { invoice: /./ }, source.method)
})
