// The node's `lightning-rpc` socket: many requests in flight,
// answered in the order of completion, each ending in two newlines.
import { chmodSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { endWhatIsDue } from '../node/deadlines.ts'
import type { Network } from '../node/network.ts'
import { RpcError, UNKNOWN_METHOD } from './error.ts'
import { Framing } from './framing.ts'
import type { Method } from './method.ts'
import { readRequest, unparsable, type Id, type Request } from './request.ts'

export type Methods = ReadonlyMap<string, Method>

export type RpcServer = {
  /** Takes no more connections; those that it has go on. */
  readonly close: () => void
  /** Breaks every connection. */
  readonly cut: () => void
}

/**
 * A new socket file at every start: its identity tells one start of this node from another
 * (safe-payer.md 3.3 d 3).
 */
export async function serveRpc(
  path: string,
  network: Network,
  methods: Methods
): Promise<RpcServer> {
  rmSync(path, { force: true })
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    converse(socket, network, methods)
  })
  server.listen(path)
  await once(server, 'listening')
  chmodSync(path, 0o600)
  return {
    close: () => void server.close(),
    cut: () => {
      for (const socket of sockets) socket.destroy()
    }
  }
}

function converse(socket: Socket, network: Network, methods: Methods): void {
  const framing = new Framing()
  const gone = new AbortController()
  let mute = false
  socket.on('close', () => gone.abort('gone'))
  // A caller that disconnects is nothing to report; `close` follows.
  socket.on('error', () => undefined)
  socket.on('data', (chunk: Buffer) => {
    if (mute) return
    try {
      framing.push(chunk)
      for (let cut = framing.next(); cut && !mute; cut = framing.next()) {
        const request =
          cut.is === 'garbage' ? unparsable(cut.raw) : readRequest(cut.raw, framing.rest())
        if (request.is === 'call') serve(socket, { network, signal: gone.signal }, methods, request)
        else write(socket, request.id, { error: { code: request.code, message: request.message } })
        mute = request.is === 'malformed' && request.mute
      }
    } catch (error) {
      socket.destroy(error as Error)
    }
  })
}

type Asked = Extract<Request, { is: 'call' }>

function serve(
  socket: Socket,
  call: Parameters<Method>[0],
  methods: Methods,
  { id, method, params, raw }: Asked
): void {
  const refuse = (error: unknown) => write(socket, id, { error: toError(error) })
  try {
    const answer = methods.get(method)
    if (!answer) throw new RpcError(UNKNOWN_METHOD, `Unknown command '${method}'`)
    endWhatIsDue(call.network)
    const result = answer(call, params, raw)
    if (result instanceof Promise) result.then(done => write(socket, id, { result: done }), refuse)
    else write(socket, id, { result })
  } catch (error) {
    refuse(error)
  }
}

function toError(error: unknown): object {
  if (error instanceof RpcError) {
    const { code, message, data } = error
    return { code, message, data }
  }
  const message = error instanceof Error ? error.message : String(error)
  console.error('a method failed in an unforeseen way:', error)
  return { code: -1, message }
}

function write(socket: Socket, id: Id, answer: object): void {
  if (socket.writable) socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...answer })}\n\n`)
}
