// Opens the imitations of the payment services that an operator would run beside the gateway.
import type { Network } from '../node/network.ts'
import { btcpay } from './btcpay.ts'
import { charge } from './charge.ts'
import { electrum } from './electrum.ts'
import { keysOf, type Doors } from './keys.ts'
import { serveDoor } from './serve.ts'
import { keepTelling, type Watched } from './tell.ts'

export type OpenDoors = { readonly told: Doors; readonly close: () => Promise<unknown> }

export async function openDoors(network: Network): Promise<OpenDoors> {
  const keys = keysOf(network)
  const watched: Watched = new Map()
  const [pay, charged, chain] = await Promise.all([
    serveDoor(network, 'doors.port.btcpay', btcpay(network, keys.btcpay)),
    serveDoor(network, 'doors.port.charge', charge(network, keys.charge)),
    serveDoor(network, 'doors.port.electrum', electrum(network, keys.electrum, watched))
  ])
  const stop = keepTelling(network, keys, watched)
  return {
    told: {
      btcpay: { ...keys.btcpay, url: pay.url },
      charge: { ...keys.charge, url: charged.url },
      electrum: { ...keys.electrum, url: chain.url }
    },
    close: () => {
      stop()
      return Promise.all([pay.close(), charged.close(), chain.close()])
    }
  }
}
