// Opens the configured transport to the node: unix socket, CLNRest or Sparko, under the same
// driver.
import { clnrest } from './clnrest.ts'
import { unixSocket } from './socket.ts'
import { sparko } from './sparko.ts'
import type { Transport } from './transport.ts'

export type TransportSettings =
  | { readonly is: 'socket'; readonly path: string }
  | {
      readonly is: 'clnrest'
      readonly url: string
      readonly rune: string
      readonly ca: string | undefined
    }
  | { readonly is: 'sparko'; readonly url: string; readonly key: string }

export function openTransport(settings: TransportSettings): Transport {
  switch (settings.is) {
    case 'socket':
      return unixSocket(settings.path)
    case 'clnrest':
      return clnrest(settings)
    case 'sparko':
      return sparko(settings)
    default:
      return settings satisfies never
  }
}
