// Streams the events of an account as server-sent events; a client can resume after the last one.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../core/errors.ts'
import { clock } from '../../core/clock.ts'
import { parse } from '../../core/ids.ts'
import { pollingLoop } from '../../core/polling-loop.ts'
import { whenGone } from '../../core/when-gone.ts'
import type { Told } from '../../notify/stream.ts'
import type { App } from '../wire/app.ts'
import type { Rooms } from '../wire/rooms.ts'

type Check = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

/** The most open streams of one gateway. */
const READERS_MAX = 1_000
const LOOK_MS = 4_000
const HEARTBEAT_MS = 15_000
/** How long a reader may leave data unread beyond what the network buffers. */
const SLOW_MS = 10_000

export function events(
  app: App,
  { events: room }: Pick<Rooms, 'events'>,
  /** Throws if the key is no longer valid. */
  check: Check,
  stop: AbortSignal,
  slowMs = SLOW_MS
): void {
  let readers = 0
  app.get(
    '/events',
    {
      config: { scope: 'account:read' },
      // The response to a HEAD would never begin.
      exposeHeadRoute: false,
      schema: {
        tags: ['events'],
        summary: 'Follow what happens to the account and its sub-accounts',
        description:
          'Server-sent events: the same that webhooks are sent. With the Last-Event-ID of one that was ' +
          'received it goes on after that, at whichever gateway; events are kept for 30 days. A ' +
          'reader that does not keep up is cut off, and comes back like this.',
        headers: {
          type: 'object',
          properties: { 'last-event-id': { type: 'string', maxLength: 100 } }
        },
        response: {
          200: {
            description: 'id, event and data of each',
            content: { 'text/event-stream': { schema: { type: 'string' } } }
          }
        }
      }
    },
    async (request, reply) => {
      const over = new AbortController()
      const ends = AbortSignal.any([over.signal, stop])
      if (readers >= READERS_MAX) throw tooMany(reply)
      const lots = await room.follow(request.caller.account, lastOf(request), ends)
      if (lots === undefined) throw noSuchEvent()
      const isWelcome = async (): Promise<boolean> =>
        check(request, reply).then(
          () => true,
          (error: unknown) => !isRefusal(error)
        )
      readers++
      try {
        await write(reply, lots, { isWelcome, over, ends, slowMs })
      } finally {
        readers--
        over.abort()
      }
      return reply
    }
  )
}

function lastOf({ headers }: FastifyRequest) {
  const last = headers['last-event-id']
  if (last === undefined || last === '') return undefined
  const id = parse('evt', String(last))
  if (id === undefined) throw noSuchEvent()
  return id
}

function tooMany(reply: FastifyReply): AppError {
  void reply.header('retry-after', '30')
  return new AppError('not_ready', 'Too many follow events here; try again soon')
}

function noSuchEvent(): AppError {
  const detail = 'is no event of this account that is still kept'
  return new AppError('invalid_request', `Last-Event-ID ${detail}`, [
    { pointer: '/header/last-event-id', detail }
  ])
}

/** A database that is away does not make the key invalid. */
const isRefusal = (error: unknown): boolean =>
  error instanceof AppError && ['unauthenticated', 'forbidden', 'not_found'].includes(error.code)

type Writing = {
  readonly isWelcome: () => Promise<boolean>
  readonly over: AbortController
  readonly ends: AbortSignal
  readonly slowMs: number
}

async function write(
  reply: FastifyReply,
  lots: AsyncIterable<readonly Told[]>,
  { isWelcome, over, ends, slowMs }: Writing
): Promise<void> {
  const { raw } = reply
  reply.hijack()
  whenGone(raw, () => over.abort())
  raw.on('error', () => over.abort())
  raw.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-accel-buffering': 'no'
  })
  raw.write(':\n\n')
  void beat(raw, isWelcome, over, ends)
  try {
    for await (const lot of lots) {
      if (raw.write(lot.map(frame).join('')) || (await hasDrained(raw, slowMs, ends))) continue
      // Nothing is buffered for a slow reader: it resumes after its last event when it reconnects.
      raw.destroy()
      return
    }
    raw.end()
  } catch {
    // Our database is away: the reader reconnects, and resumes after its last event.
    raw.destroy()
  }
}

const frame = ({ id, type, body }: Told): string => `id: ${id}\nevent: ${type}\ndata: ${body}\n\n`

async function hasDrained(
  raw: FastifyReply['raw'],
  ms: number,
  ends: AbortSignal
): Promise<boolean> {
  const drained = new AbortController()
  raw.once('drain', () => drained.abort())
  await clock.sleep(ms, AbortSignal.any([drained.signal, ends]))
  return drained.signal.aborted
}

/** Sends heartbeats to the reader and to proxies on the way; ends the stream when its key does. */
async function beat(
  raw: FastifyReply['raw'],
  isWelcome: () => Promise<boolean>,
  over: AbortController,
  ends: AbortSignal
): Promise<void> {
  let since = 0
  await pollingLoop(clock, ends, async () => {
    since += LOOK_MS
    if (!(await isWelcome())) over.abort()
    if (since >= HEARTBEAT_MS && !raw.writableNeedDrain && !ends.aborted) {
      since = 0
      raw.write(':\n\n')
    }
    return LOOK_MS
  })
}
