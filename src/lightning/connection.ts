// One connection to lightningd: several requests in flight, answers matched by id; for each request
// it is known whether it was written.
import { createConnection } from 'node:net'
import { framer } from './frames.ts'
import { decode, encode } from './json-rpc.ts'
import type { Answer, CallOptions } from './transport.ts'

export type Connection = {
  ask(
    method: string,
    params: Readonly<Record<string, unknown>>,
    options: CallOptions,
    mayWrite?: () => boolean
  ): Promise<Answer>
  /** Whether it accepts new calls. */
  usable(): boolean
  /** Accepts no new calls and closes when the last one has ended. */
  retire(): void
  /** Ends every call as silent, or as unsent if it was never written. */
  close(): void
  readonly closed: Promise<void>
}

type Waiting = {
  readonly request: string
  readonly end: (answer: Answer) => void
  readonly mayWrite: () => boolean
  written: boolean
}

/** The longest answer seen is 5 MB; beyond this the connection is considered broken. */
const ANSWER_BYTES_MAX = 256 * 1024 * 1024

export function connect(path: string): Connection {
  const socket = createConnection({ path })
  const waiting = new Map<string, Waiting>()
  const closed = Promise.withResolvers<undefined>()
  let state: 'connecting' | 'open' | 'closed' = 'connecting'
  let retired = false
  let calls = 0
  let why = 'the connection was closed'

  const drop = (reason: string) => {
    why = reason
    retired = true
    socket.destroy()
  }
  // Requests made in one turn of the event loop are written by one system call.
  const write = (call: Waiting) => {
    if (!call.mayWrite()) {
      call.end({ is: 'unsent', why: 'lightningd was started anew before the call was written' })
      return
    }
    call.written = true
    if (socket.writableCorked === 0) {
      socket.cork()
      process.nextTick(() => socket.uncork())
    }
    socket.write(call.request)
  }
  const retire = () => {
    retired = true
    if (waiting.size === 0) socket.destroy()
  }
  const take = framer(frame => {
    const message = decode(frame)
    // After malformed input the socket stays silent: pending calls fail now.
    if (message.is === 'malformed') drop(message.why)
    else if (message.is === 'answer') waiting.get(message.id)?.end(message.answer)
  })

  socket.on('connect', () => {
    state = 'open'
    for (const call of waiting.values()) write(call)
  })
  socket.on('data', chunk => {
    if (typeof chunk === 'string') return
    if (!socket.destroyed && take(chunk) > ANSWER_BYTES_MAX) drop('an answer without end')
  })
  socket.on('error', error => (why = error.message))
  socket.on('close', () => {
    state = 'closed'
    for (const call of waiting.values()) call.end(lost(call, why))
    closed.resolve(undefined)
  })

  function ask(
    method: string,
    params: Readonly<Record<string, unknown>>,
    { timeoutMs, signal }: CallOptions,
    mayWrite: () => boolean = () => true
  ): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>()
    const id = `${method}#${++calls}`
    const end = (answer: Answer) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', aborted)
      // A call that has ended is never written, and its late answer is ignored.
      waiting.delete(id)
      resolve(answer)
      if (retired) retire()
    }
    const giveUp = (reason: string) => {
      retired = true
      end(lost(call, reason))
    }
    const aborted = () => giveUp('given up by the caller')
    const call: Waiting = { request: encode(id, method, params), end, mayWrite, written: false }
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => giveUp(`no answer within ${timeoutMs} ms`), timeoutMs)
    waiting.set(id, call)
    signal?.addEventListener('abort', aborted)
    if (signal?.aborted) aborted()
    else if (state === 'closed') end(lost(call, why))
    else if (state === 'open') write(call)
    return promise
  }

  return {
    ask,
    retire,
    usable: () => !retired && state !== 'closed' && !socket.destroyed,
    close: () => drop('the gateway closed the connection'),
    closed: closed.promise
  }
}

const lost = (call: Waiting, why: string): Answer => ({
  is: call.written ? 'silent' : 'unsent',
  why
})
