// Server-sent events of an imitated service: one stream per client, until the client disconnects.
import type { FastifyReply } from 'fastify'

export function openStream(reply: FastifyReply): (text: string) => void {
  reply.hijack()
  reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  reply.raw.write(':open\n\n')
  return text => void reply.raw.write(text)
}
