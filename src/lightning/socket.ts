// lightningd's unix socket as a transport: one shared connection for quick calls, and an exclusive
// one for each long call.
import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { connect } from './connection.ts'
import type { Connection } from './connection.ts'
import type { Transport } from './transport.ts'

/**
 * sun_path has 108 bytes including the terminating zero (unix(7)); a longer path would be truncated
 * and lead elsewhere.
 */
const PATH_BYTES_MAX = 107
/** Idle connections kept for the next long call; further ones are opened for one call only. */
const SPARE_MAX = 32

/**
 * xpay and waitanyinvoice have a connection of their own while they last: a silent or broken
 * connection then affects no other payment, a refused connection proves that not a byte was
 * written, and abandoning a wait ends it at the node too. After an answer the connection is reused
 * for the next call.
 * @throws {assert.AssertionError} if the path is too long for a socket.
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
      // A connection to the previous lightningd may still answer, although another is behind the
      // path now.
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
 * A connection that is open while the path still shows this file leads to this lightningd or to an
 * earlier one, never to a later one: what is then written cannot be executed by a lightningd
 * started later (safe-payer.md 3.3, 7 d 3).
 */
const isBehind =
  (path: string, identity: string | undefined): (() => boolean) =>
  () =>
    identity === undefined || identityOf(path) === identity

/**
 * lightningd creates its socket file anew at every start: the device, the inode and the birth time,
 * in nanoseconds by the clock of the node's own host, tell the files apart. A chmod changes ctime
 * and a touch changes mtime, so neither proves anything if the file system records the birth of a
 * file; if it does not (0, or ctime again), mtime must do: nothing else ever changes that of a
 * socket. Read synchronously: the file is on this machine, and the detour through another thread
 * would cost every call several times as much.
 */
function identityOf(path: string): string | undefined {
  const file = statSync(path, { bigint: true, throwIfNoEntry: false })
  if (file === undefined) return undefined
  const knowsBirth = file.birthtimeNs !== 0n && file.birthtimeNs !== file.ctimeNs
  return `${file.dev}:${file.ino}:${knowsBirth ? file.birthtimeNs : file.mtimeNs}`
}
