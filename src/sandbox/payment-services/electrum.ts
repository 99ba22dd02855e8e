// A local imitation of an Electrum daemon's JSON-RPC, with a watch-only wallet on the simulated
// chain: addresses, the wallet's history, and a bare notice when an address changed.
import type { FastifyInstance } from 'fastify'
import type { Network } from '../node/network.ts'
import { writeSetting } from '../node/settings.ts'
import { decimal, newAddress, paidToWallet } from './chain-payments.ts'
import type { Watched } from './tell.ts'

type Call = {
  readonly id: number | string | null
  readonly method: string
  readonly params?: Readonly<Record<string, unknown>> | readonly unknown[]
}

const HEIGHT = 1_000_000
/** The setting for the wallet's gap limit: how many unpaid addresses in a row it scans. */
export const GAP = 'electrum.gap'

export const electrum =
  (
    network: Network,
    { user, password }: { readonly user: string; readonly password: string },
    watched: Watched,
    version = '4.8.1'
  ) =>
  (app: FastifyInstance): void => {
    const expected = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
    app.addHook('onRequest', async ({ headers: { authorization } }, reply) => {
      if (authorization === expected) return
      await reply.code(authorization === undefined ? 401 : 403).send()
    })
    const methods = commands(network, watched, version)
    app.post<{ Body: Call }>('/', ({ body: { id, method, params } }, reply) => {
      const run = methods[method]
      if (run === undefined) return reply.code(500).type('text/plain').send('Invalid Request')
      return answer(id, () => run(namedParams(params)))
    })
  }

type Params = Readonly<Record<string, unknown>>

const namedParams = (params: Call['params'] = {}): Params =>
  Array.isArray(params) ? Object.fromEntries(params.entries()) : (params as Params)

/** A command's own error comes with status 200. */
function answer(id: Call['id'], run: () => unknown): object {
  try {
    return { id, jsonrpc: '2.0', result: run() ?? null }
  } catch (error) {
    const message = error instanceof Error ? error.message : 'failed'
    return { id, jsonrpc: '2.0', error: { code: 1, message } }
  }
}

const commands = (
  network: Network,
  watched: Watched,
  version: string
): Readonly<Record<string, (params: Params) => unknown>> => ({
  version: () => version,
  load_wallet: () => null,
  is_synchronized: () => true,
  getinfo: () => ({ connected: true, blockchain_height: HEIGHT, server_height: HEIGHT, version }),
  createnewaddress: () => nextAddress(network),
  getaddresshistory: ({ address }) =>
    paidToWallet(network)
      .filter(paid => paid.address === address)
      .map(({ txid, confirmations }) => ({ tx_hash: txid, height: heightOf(confirmations) })),
  getminacceptablegap: () => neededGap(network),
  changegaplimit: ({ new_limit: limit }) => {
    writeSetting(network.store, GAP, String(limit))
    return true
  },
  notify: ({ address, URL: url }) => {
    if (typeof address !== 'string' || typeof url !== 'string') throw new Error('bad parameters')
    watched.set(address, { url, told: '' })
    return true
  },
  onchain_history: () => history(network)
})

/** The longest run of unpaid addresses before a paid one, as Electrum counts it. */
function neededGap(network: Network): number {
  const rows = network.store.all(
    `select max(place) as place from wallet_address w join chain_payment c on c.address = w.address
       where c.gone = 0 group by w.address order by place`
  )
  const paid = rows.map(row => Number(row['place']))
  return Math.max(0, ...paid.map((place, at) => place - (paid[at - 1] ?? -1) - 1))
}

function nextAddress(network: Network): string {
  const address = newAddress('BTC')
  network.store.transaction(() => {
    const row = network.store.get('select coalesce(max(place), -1) + 1 as next from wallet_address')
    const sql = 'insert into wallet_address (address, place) values (?, ?)'
    network.store.run(sql, address, Number(row?.['next'] ?? 0))
  })
  return address
}

/** As written since 4.6: transactions with their outputs in order; in the mempool no height. */
const history = (network: Network): readonly object[] =>
  paidToWallet(network).map(({ txid, vout, address, sats, confirmations }) => ({
    txid,
    height: heightOf(confirmations),
    confirmations,
    incoming: true,
    amount_sat: Number(sats),
    bc_value: decimal(sats),
    label: '',
    inputs: [],
    outputs: [
      ...Array.from({ length: vout }, () => ({ address: newAddress('BTC'), value_sat: 1_000 })),
      { address, value_sat: Number(sats) }
    ]
  }))

const heightOf = (confirmations: number): number =>
  confirmations > 0 ? HEIGHT - confirmations + 1 : 0
