// Follows one invoice for a browser, by server-sent events: what is drawn now, whenever it changes.
// The database is asked, so that it does not matter which process has credited it.
import type { FastifyReply } from 'fastify'
import { hash } from 'node:crypto'
import { clock } from '../../core/clock.ts'

const LOOK_MS = 400
const HEARTBEAT_MS = 15_000
/** A browser comes again by itself. */
const LONGEST_MS = 3_600_000
/** More than a gateway should be held up by. */
const FOLLOWERS_MAX = 500

let followers = 0

/** What was drawn, in short: who has it is told of what is new only, and keeps their place. */
export const marked = (drawn: string): string => hash('sha256', drawn, 'hex').slice(0, 16)

export async function follow(
  reply: FastifyReply,
  draw: () => Promise<string | undefined>,
  have: string | undefined,
  stop: AbortSignal
): Promise<FastifyReply> {
  const first = await draw()
  if (first === undefined) return reply.code(404).send()
  if (followers >= FOLLOWERS_MAX) return reply.code(503).header('retry-after', '30').send()
  reply.hijack()
  followers++
  try {
    await write(reply, draw, have, AbortSignal.any([stop, gone(reply)]))
  } finally {
    followers--
    reply.raw.end()
  }
  return reply
}

function gone(reply: FastifyReply): AbortSignal {
  const over = new AbortController()
  reply.raw.once('close', () => over.abort())
  return over.signal
}

async function write(
  { raw }: FastifyReply,
  draw: () => Promise<string | undefined>,
  have: string | undefined,
  over: AbortSignal
): Promise<void> {
  raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  const ends = clock.now() + LONGEST_MS
  let told = have
  let beat = -Infinity
  while (!over.aborted && clock.now() < ends) {
    // Where the database is away there is nothing to tell.
    const now = await draw().catch(() => undefined)
    if (now !== undefined && marked(now) !== told) {
      raw.write(`data: ${JSON.stringify(now)}\n\n`)
      told = marked(now)
      beat = clock.now()
    } else if (clock.now() - beat > HEARTBEAT_MS) {
      raw.write(':\n\n')
      beat = clock.now()
    }
    await clock.sleep(LOOK_MS, over)
  }
}
