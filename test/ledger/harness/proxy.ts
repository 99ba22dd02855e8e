// A TCP proxy in front of PostgreSQL that cuts a connection at a chosen
// point of its conversation, or says something else to the server.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import type { Test } from 'tap'

/**
 * - before: all up to there reaches the server, and no more
 * - after: it does, and the client hears nothing of it
 */
export type Cut = { readonly when: 'before' | 'after'; readonly sees: string }

export type Proxy = {
  readonly url: string
  /** One after another, each the next time that its text is sent. */
  readonly cut: (...cuts: readonly Cut[]) => void
  /** Hang up on everybody at once, and whether anybody is let in from now on. */
  readonly open: (open: boolean) => void
  /** How many are still to come. */
  readonly left: () => number
}

/** Of the same length, since messages say how long they are. */
export type Rewrite = { readonly from: string; readonly to: string }

const NEVER = '\u{10ffff}'

export async function proxy(t: Test, to: string, rewrite?: Rewrite): Promise<Proxy> {
  const target = new URL(to)
  const sockets = new Set<Socket>()
  const wanted: Cut[] = []
  let isOpen = true
  const server = createServer(client => {
    if (!isOpen) return client.destroy()
    const upstream = connect(Number(target.port), target.hostname)
    let deaf = false
    const end = (): void => void (client.destroy(), upstream.destroy())
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', end).on('close', end)
    }
    client.on('data', (said: Buffer) => {
      const chunk = rewritten(said, rewrite)
      const cut = chunk.includes(wanted[0]?.sees ?? NEVER) ? wanted.shift() : undefined
      if (!cut) return upstream.write(chunk)
      if (cut.when === 'before')
        return upstream.end(chunk.subarray(0, chunk.indexOf(cut.sees)), () => client.destroy())
      deaf = true
      return upstream.write(chunk)
    })
    // What is swallowed ends the client's connection: the server has done its part by then.
    upstream.on('data', chunk => (deaf ? end() : client.write(chunk)))
    return undefined
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const url = Object.assign(new URL(to), {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  return {
    url: url.href,
    cut: (...cuts) => void wanted.push(...cuts),
    left: () => wanted.length,
    open: open => {
      isOpen = open
      if (!open) for (const socket of sockets) socket.destroy()
    }
  }
}

function rewritten(said: Buffer, rewrite: Rewrite | undefined): Buffer {
  if (rewrite === undefined || !said.includes(rewrite.from)) return said
  assert(rewrite.from.length === rewrite.to.length, 'as long as it was')
  return Buffer.from(said.toString('latin1').replaceAll(rewrite.from, rewrite.to), 'latin1')
}
