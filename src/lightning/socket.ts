// lightningd's unix socket as a transport: one kept connection for quick calls, and for every long
// one a connection that nobody else is on.
import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { connect } from './connection.ts'
import type { Connection } from './connection.ts'
import type { Transport } from './transport.ts'

/**
 * sun_path has 108 bytes, the last of them zero (unix(7)); a longer path would be cut and lead
 * elsewhere.
 */
const PATH_BYTES_MAX = 107
/** Connections that wait for the next long call; what is beyond them is opened for one call. */
const SPARE_MAX = 32

/**
 * xpay and waitanyinvoice have a connection to themselves as long as they last: a mute or broken
 * line then leaves no other payment without its answer, a refused connection proves that not a byte
 * was written, and giving up a wait ends it at the node too. One on which the answer was read
 * takes the next call.
 * @throws {assert.AssertionError} when the path is too long for a socket.
 */
export function unixSocket(path: string): Transport {
  assert(
    Buffer.byteLength(path) <= PATH_BYTES_MAX,
    `the path of lightningd's socket is longer than ${PATH_BYTES_MAX} bytes: ` +
      `link to it from a shorter path (ln -s), and use that: ${path}`
  )
  const open = new Set<Connection>()
  let kept: Connection | undefined
  let spare: readonly Connection[] = []
  let behind: string | undefined
  let closing = false

  const start = (): Connection => {
    const connection = connect(path)
    open.add(connection)
    void connection.closed.then(() => open.delete(connection))
    return connection
  }
  const keep = (): Connection => {
    kept = kept?.usable() ? kept : start()
    return kept
  }
  const borrow = (): Connection => {
    const [first, ...rest] = spare.filter(connection => connection.usable())
    spare = rest
    return first ?? start()
  }
  const giveBack = (connection: Connection): void => {
    const fits = connection.usable() && spare.length < SPARE_MAX
    if (fits) spare = [...spare, connection]
    else connection.close()
  }
  const leave = (): void => {
    for (const connection of open) connection.retire()
  }

  return {
    async call(method, params, options) {
      if (closing) return { is: 'unsent', why: 'the gateway is closing' }
      if (!options.long) return keep().ask(method, params, options)
      const own = borrow()
      const answer = await own.ask(method, params, options, isBehind(path, options.identity))
      giveBack(own)
      return answer
    },
    identity() {
      const now = identityOf(path)
      // Who answered before may still do so, though another is behind the path now.
      if (now !== behind) leave()
      behind = now
      return Promise.resolve(now)
    },
    reconnect: leave,
    async close() {
      closing = true
      const all = [...open]
      for (const connection of all) connection.close()
      await Promise.all(all.map(connection => connection.closed))
    }
  }
}

/**
 * A connection that is open while the path still shows this file is one to this lightningd or to an
 * earlier one, never to a later one: what is then written cannot be carried out by whom a restart
 * brings (safe-payer.md 3.3, 7 d 3).
 */
const isBehind =
  (path: string, identity: string | undefined): (() => boolean) =>
  () =>
    identity === undefined || identityOf(path) === identity

/**
 * lightningd makes its socket file anew at every start: the device, the inode and when it was made,
 * in nanoseconds by the clock of the node's own host, tell the files apart. A chmod moves ctime and
 * a touch moves mtime, so neither proves anything where the file system knows the birth of a file;
 * where it does not (0, or ctime again), mtime must do: nothing else ever moves that of a socket.
 * Read here and now: the file lies on this machine, and the detour by another thread costs every
 * call several times as much.
 */
function identityOf(path: string): string | undefined {
  const file = statSync(path, { bigint: true, throwIfNoEntry: false })
  if (file === undefined) return undefined
  const knowsBirth = file.birthtimeNs !== 0n && file.birthtimeNs !== file.ctimeNs
  return `${file.dev}:${file.ino}:${knowsBirth ? file.birthtimeNs : file.mtimeNs}`
}
