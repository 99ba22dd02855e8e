// Streams a part of a page to a browser by server-sent events: the current rendering, whenever it
// changes. Reads the database, so that it does not matter which process credited a payment.
import type { FastifyReply } from 'fastify'
import { hash } from 'node:crypto'
import { clock } from '../../core/clock.ts'
import { goneSignal } from '../../core/when-gone.ts'

const LOOK_MS = 400
const HEARTBEAT_MS = 15_000
/** How often the viewer's right to see it is checked. */
const CHECK_MS = 2_000
/** After this the stream ends; a browser reconnects by itself. */
const LONGEST_MS = 3_600_000
/** The most open streams of one process. */
const FOLLOWERS_MAX = 500

let followers = 0

/**
 * A short hash of the rendering: a reconnecting client is sent only what is new, and keeps its
 * place.
 */
export const marked = (drawn: string): string => hash('sha256', drawn, 'hex').slice(0, 16)

export async function follow(
  reply: FastifyReply,
  draw: () => Promise<string | undefined>,
  have: string | undefined,
  stop: AbortSignal,
  /** Whether the viewer may still see it. */
  isStill: () => Promise<boolean> = async () => Promise.resolve(true)
): Promise<FastifyReply> {
  const first = await draw()
  if (first === undefined) return reply.code(404).send()
  if (followers >= FOLLOWERS_MAX) return reply.code(503).header('retry-after', '30').send()
  reply.hijack()
  followers++
  try {
    await write(reply, draw, have, AbortSignal.any([stop, goneSignal(reply.raw)]), isStill)
  } finally {
    followers--
    reply.raw.end()
  }
  return reply
}

async function write(
  { raw }: FastifyReply,
  draw: () => Promise<string | undefined>,
  have: string | undefined,
  over: AbortSignal,
  isStill: () => Promise<boolean>
): Promise<void> {
  raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  const ends = clock.now() + LONGEST_MS
  let told = have
  let beat = -Infinity
  let checked = clock.now()
  while (!over.aborted && clock.now() < ends) {
    if (clock.now() - checked >= CHECK_MS) {
      if (!(await isStill())) return
      checked = clock.now()
    }
    // If the database is unavailable there is nothing to send.
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
