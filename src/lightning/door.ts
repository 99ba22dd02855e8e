// Opens the configured transport to the node: unix socket, CLNRest or Sparko, under the same
// driver.
import { clnrest } from './clnrest.ts'
import { unixSocket } from './socket.ts'
import { sparko } from './sparko.ts'
import type { Transport } from './transport.ts'

export type Door =
  | { readonly is: 'socket'; readonly path: string }
  | {
      readonly is: 'clnrest'
      readonly url: string
      readonly rune: string
      readonly ca: string | undefined
    }
  | { readonly is: 'sparko'; readonly url: string; readonly key: string }

export function openDoor(door: Door): Transport {
  switch (door.is) {
    case 'socket':
      return unixSocket(door.path)
    case 'clnrest':
      return clnrest(door)
    case 'sparko':
      return sparko(door)
    default:
      return door satisfies never
  }
}
