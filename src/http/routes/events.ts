// What happens to an account, as it happens: server-sent events that can be taken up again.
import type { FastifyPluginCallbackJsonSchemaToTs } from '@fastify/type-provider-json-schema-to-ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../core/errors.ts'
import { clock } from '../../core/clock.ts'
import { parse } from '../../core/ids.ts'
import { pollingLoop } from '../../core/polling-loop.ts'
import type { Told } from '../../notify/stream.ts'
import type { Rooms } from '../wire/rooms.ts'

type Check = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

/** More than a gateway should hold open. */
const READERS_MAX = 1_000
const LOOK_MS = 4_000
const HEARTBEAT_MS = 15_000
/** How long a reader may leave what it was sent, beyond what the network holds. */
const SLOW_MS = 10_000

export const events = (
  { events: room }: Pick<Rooms, 'events'>,
  /** Throws where the key does not count any more. */
  check: Check,
  stop: AbortSignal,
  slowMs = SLOW_MS
): FastifyPluginCallbackJsonSchemaToTs => {
  let readers = 0
  return (app, _options, done) => {
    app.get(
      '/events',
      {
        config: { scope: 'account:read' },
        // Its answer to a HEAD would never begin.
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
    done()
  }
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

/** That the database is away is nobody's fault here. */
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
  raw.once('close', () => over.abort())
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
      // Nothing is kept for it: what it has not read it asks for when it comes back.
      raw.destroy()
      return
    }
    raw.end()
  } catch {
    // Our database is away: it comes back, and goes on after the last that it has.
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

/** Shows that it lives, to whoever reads and to what lies between; ends with its key. */
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
