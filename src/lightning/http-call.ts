// One HTTP request to the node, and exactly what became of it: whether a byte of it can have been
// written, and the complete answer if there is one.
import { Agent as PlainAgent, request as plainRequest, type IncomingMessage } from 'node:http'
import { Agent as SafeAgent, request as safeRequest } from 'node:https'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Answer, CallOptions, Transport } from './transport.ts'

export type HttpAnswer = {
  readonly is: 'answer'
  readonly status: number
  readonly text: string
  /** The other machine's clock, in unix seconds, if it tells. */
  readonly date: number | undefined
}

export type Outcome = HttpAnswer | Extract<Answer, { is: 'unsent' | 'silent' }>

export type HttpDoor = {
  /** Never rejects. */
  readonly post: (
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    options: CallOptions
  ) => Promise<Outcome>
} & Pick<Transport, 'identity' | 'reconnect' | 'close'>

/** The longest answer seen is 5 MB; a longer one is considered broken. */
const ANSWER_BYTES_MAX = 256 * 1024 * 1024
const QUICK_CONNECTIONS = 8
const KEEP_ALIVE_MS = 30_000

/** @param ca certificates trusted instead of the system's */
export function httpDoor(base: string, ca: string | undefined): HttpDoor {
  const url = new URL(base)
  const isSafe = url.protocol === 'https:'
  const keep = { keepAlive: true, maxSockets: QUICK_CONNECTIONS }
  const agent = () => (isSafe ? new SafeAgent({ ...keep, ca }) : new PlainAgent(keep))
  let quick = agent()
  let closing = false
  const open = new Set<() => void>()

  const post: HttpDoor['post'] = (path, headers, body, { long, timeoutMs, signal }) => {
    if (closing) return Promise.resolve({ is: 'unsent', why: 'the gateway is closing' })
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    let written = false
    const give = (why: string): void => resolve({ is: written ? 'silent' : 'unsent', why })
    const asked = (isSafe ? safeRequest : plainRequest)(
      `${base.replace(/\/+$/, '')}${path}`,
      {
        method: 'POST',
        // A long call has a connection of its own, as on the socket: no other call waits behind it.
        agent: long ? false : quick,
        ca: isSafe ? ca : undefined,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) }
      },
      response => {
        read(response, ANSWER_BYTES_MAX).then(
          text => resolve(answer(response, text)),
          (error: unknown) => give(String(error))
        )
      }
    )
    const drop = (why: string) => () => {
      give(why)
      asked.destroy()
    }
    const abort = drop('given up')
    const timer =
      timeoutMs === undefined ? undefined : setTimeout(drop('no answer in time'), timeoutMs)
    asked.on('socket', socket => {
      // Nothing else ends a long call whose other end has vanished.
      if (long) socket.setKeepAlive(true, KEEP_ALIVE_MS)
      onWritable(socket, isSafe, () => (written = true))
    })
    asked.on('error', error => give(error.message))
    signal?.addEventListener('abort', abort, { once: true })
    open.add(abort)
    void promise.then(() => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      open.delete(abort)
    })
    if (signal?.aborted) abort()
    else asked.end(body)
    return promise
  }

  return {
    post,
    // A socket's age proves which lightningd a call can have reached (safe-payer.md 3.3, 7 d 3).
    // Nothing proves it over HTTP: lost calls are ended by the fence alone.
    identity: () => Promise.resolve(undefined),
    reconnect() {
      retire(quick)
      quick = agent()
    },
    close() {
      closing = true
      for (const end of open) end()
      quick.destroy()
      return Promise.resolve()
    }
  }
}

function answer({ statusCode = 0, headers }: IncomingMessage, text: string): HttpAnswer {
  const date = Date.parse(headers.date ?? '') / 1000
  return { is: 'answer', status: statusCode, text, date: Number.isNaN(date) ? undefined : date }
}

/** What is asked through it may still be answered: another payment's fence rests on it. */
function retire(agent: PlainAgent): void {
  agent.maxFreeSockets = 0
  for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy()
}

/** From then on bytes may be sent: an open connection is one that was used before. */
function onWritable(socket: Socket, isSafe: boolean, then: () => void): void {
  const isOpen =
    !socket.connecting && (!isSafe || (socket instanceof TLSSocket && socket.authorized))
  if (isOpen) then()
  else socket.once(isSafe ? 'secureConnect' : 'connect', then)
}

async function read(stream: AsyncIterable<Buffer>, bytesMax: number): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of stream) {
    size += part.length
    if (size > bytesMax) throw new Error('the answer is too large')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
