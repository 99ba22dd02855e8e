// An Electrum daemon's JSON-RPC, over HTTP with Basic auth. A command's own error comes with status
// 200, an unknown method with 500 and text.
import { SourceRefused } from '../source.ts'
import { fieldsOf, listOf, manyOf, need, SourceAway, textOf, type Ask } from './ask.ts'

export type Electrum = ReturnType<typeof electrumWire>

/** The default of a new wallet. */
const GAP_LIMIT = 20

/** What a daemon says that was restarted. */
const NOT_LOADED = /wallet not loaded/i

const UNKNOWN = /: ((unknown|no such) (method|command)\b.*|method not found.*)$/i

function noneIfUnknown(error: unknown): readonly [] {
  if (error instanceof SourceAway && error.status === 500) return []
  if (error instanceof SourceRefused && UNKNOWN.test(error.message)) return []
  throw error
}

export function electrumWire(ask: Ask) {
  let gap = GAP_LIMIT
  const once = async (method: string, params: object): Promise<unknown> => {
    const { status, body } = await ask('POST', '/', { jsonrpc: '2.0', id: 1, method, params })
    const { result, error } = fieldsOf(body)
    if (status === 200 && (error === undefined || error === null)) return result
    const said = textOf(fieldsOf(error)['message']) ?? String(status)
    throw new SourceRefused(`Electrum: ${method}: ${said.slice(0, 300)}`)
  }
  const call = async (method: string, params: object = {}): Promise<unknown> =>
    once(method, params).catch(async (error: unknown) => {
      if (!(error instanceof SourceRefused && NOT_LOADED.test(error.message))) throw error
      // Loading a wallet that is loaded already does no harm.
      await once('load_wallet', {})
      return once(method, params)
    })
  return {
    version: async (): Promise<string> => textOf(await call('version')) ?? 'unknown',
    newAddress: async (): Promise<string> =>
      need(textOf(await call('createnewaddress')), 'address'),
    /** `false` too if a proxy before the daemon does not know the command. */
    wasPaid: async (address: string): Promise<boolean> => {
      const history = await call('getaddresshistory', { address }).catch(noneIfUnknown)
      return listOf(history).length > 0
    },
    /**
     * Raises the gap limit: how many unpaid addresses in a row the wallet scans before it stops. A
     * wallet restored from its key has to be told the same.
     */
    widenGap: async (): Promise<void> => {
      const needed = Number(await call('getminacceptablegap'))
      if (!Number.isSafeInteger(needed) || needed < gap) return
      gap = needed + GAP_LIMIT
      await call('changegaplimit', { new_limit: gap, iknowwhatimdoing: true })
    },
    gap: (): number => gap,
    notify: async (address: string, url: string): Promise<void> => {
      await call('notify', { address, URL: url })
    },
    /**
     * The wallet's complete history, each transaction with its outputs in order.
     * @throws while the wallet is behind its server: anything missing may only be late; and if the
     * answer has no list of transactions
     */
    history: async (): Promise<readonly unknown[]> => {
      if ((await call('is_synchronized')) !== true) {
        throw new SourceRefused('Electrum: the wallet is not synchronized')
      }
      const answer = await call('onchain_history', { show_addresses: true })
      // Since 4.6 it is the list itself; before, the list was beside a summary.
      const all = Array.isArray(answer) ? answer : fieldsOf(answer)['transactions']
      return manyOf(all, 'transactions')
    }
  }
}
