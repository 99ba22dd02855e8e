// An Electrum daemon's JSON-RPC (4.3 to 4.8), over HTTP with Basic. A command's own error comes
// with 200, a method that it does not know with 500 and a text.
import { SourceRefused } from '../source.ts'
import { fieldsOf, listOf, need, textOf, type Ask } from './ask.ts'

export type Electrum = ReturnType<typeof electrumWire>

/** Of a wallet that was made anew. */
const GAP_LIMIT = 20

export function electrumWire(ask: Ask) {
  let gap = GAP_LIMIT
  const call = async (method: string, params: object = {}): Promise<unknown> => {
    const { status, body } = await ask('POST', '/', { jsonrpc: '2.0', id: 1, method, params })
    const { result, error } = fieldsOf(body)
    if (status === 200 && (error === undefined || error === null)) return result
    const said = textOf(fieldsOf(error)['message']) ?? String(status)
    throw new SourceRefused(`Electrum: ${method}: ${said.slice(0, 300)}`)
  }
  return {
    version: async (): Promise<string> => textOf(await call('version')) ?? 'unknown',
    /** One that is loaded already is loaded once more without harm. */
    load: async (): Promise<void> => {
      await call('load_wallet')
    },
    newAddress: async (): Promise<string> =>
      need(textOf(await call('createnewaddress')), 'address'),
    /**
     * So many addresses in a row may stay unpaid before one that is paid: the wallet looks so far,
     * and one that is restored from its key has to be told to.
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
     * The whole history of the wallet, each with its outputs in their order.
     * @throws while it is behind its server: what is not in it may only be late
     */
    history: async (): Promise<readonly unknown[]> => {
      if ((await call('is_synchronized')) !== true) {
        throw new SourceRefused('Electrum: the wallet is not synchronized')
      }
      const answer = await call('onchain_history', { show_addresses: true })
      return listOf(fieldsOf(answer)['transactions'])
    }
  }
}
