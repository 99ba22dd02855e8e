// Control API of the simulated chains for the gateway's /sandbox routes, and for registering its
// notice URLs.
import { AppError } from '../../core/errors.ts'
import * as bodies from '../bodies.ts'
import type { Network } from '../node/network.ts'
import { writeSetting } from '../node/settings.ts'
import { coinOf, payOnChain } from './chain-payments.ts'
import { NOTICES } from './tell.ts'

/** Confirmations that are enough for everybody. */
const BURIED = 6

export function chainRoutes(app: bodies.Control, network: Network): void {
  app.post(
    '/chain/pay',
    { schema: { body: bodies.CHAIN_PAY } },
    ({ body: { address, amount_sat: sats, confirmations = BURIED } }) => {
      const coin = coinOf(address)
      if (coin === undefined) {
        throw new AppError(
          'invoice_invalid',
          'No address of a make-believe chain: bcrt1… or rltc1…'
        )
      }
      return payOnChain(network, { address, coin, sats: BigInt(sats), confirmations })
    }
  )
  app.post<{ Body: { url: string } }>('/notices', ({ body }, reply) => {
    writeSetting(network.store, NOTICES, body.url)
    return reply.code(204).send()
  })
}
