// How the payer of these tests reaches its node: by the socket, or by the door that NODE_TRANSPORT
// names (`npm run transports` runs every test of payments over each).
import type { Test } from 'tap'
import { unixSocket } from '../../../src/lightning/socket.ts'
import type { Transport } from '../../../src/lightning/transport.ts'
import { httpNode, KINDS } from '../../lightning/harness/http-node.ts'

const named = process.env['NODE_TRANSPORT']

/** Only a socket proves by its file which lightningd it leads to. */
export const PROVES_IDENTITY = named === undefined

/** Errors of the node that a door answers as its own word: 404, for a command that is not there. */
export const OF_THE_DOOR: readonly number[] = named === 'clnrest' ? [-32601] : []

export async function transportTo(t: Test, rpcPath: string): Promise<Transport> {
  if (named === undefined) return unixSocket(rpcPath)
  const kind = KINDS.find(one => one === named)
  if (kind === undefined) throw new Error(`NODE_TRANSPORT is none of ${KINDS.join(', ')}`)
  const door = await httpNode(t, kind, rpcPath)
  return door.open()
}
