// Webhooks with the real ledger and a real receiver, by a clock that the test owns.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import { Webhook } from 'standardwebhooks'
import { showId, type Id } from '../../../src/core/ids.ts'
import { msat } from '../../../src/core/msat.ts'
import { unhindered } from '../../../src/core/step.ts'
import { ANY, type Rules } from '../../../src/net/decide.ts'
import { guardedFetch } from '../../../src/net/fetch.ts'
import { bySystem, type Resolve } from '../../../src/net/resolve.ts'
import { dueSends } from '../../../src/notify/due-sends.ts'
import { eventLog } from '../../../src/notify/event-log.ts'
import { sends } from '../../../src/notify/sends.ts'
import { webhooks } from '../../../src/notify/webhooks.ts'
import { transfers } from '../../../src/transfer/transfers.ts'
import { books, keyFor } from '../../harness/books.ts'

export type Post = {
  readonly id: string
  readonly at: Date
  readonly signatures: readonly string[]
  readonly body: string
  readonly event: { readonly id: string; readonly type: string; readonly sequence: number }
}
type Behaviour = (post: Post, answer: ServerResponse, asked: IncomingMessage) => unknown

export const took: Behaviour = (_post, answer) => answer.writeHead(204).end()
export const down: Behaviour = (_post, answer) => answer.writeHead(503).end()

export async function telling(t: Test) {
  const house = await books(t)
  let now = Date.parse('2026-11-02T10:00:00Z')
  const clock = { date: () => new Date(now) }
  const stop = new AbortController()
  const present = async ({ subject }: { readonly subject: Id }) => Promise.resolve({ subject })

  /** What one gateway has; several share the database. */
  function gateway(rules: Rules = ANY, resolve: Resolve = bySystem) {
    const client = guardedFetch({ rules, resolve })
    t.teardown(client.close)
    const events = eventLog(house.em)
    const { fetch } = client
    const log = { warn: () => undefined }
    const due = dueSends(house.em)
    let told = 0
    const sending = sends({
      due,
      fetch,
      present,
      clock,
      log,
      stop: stop.signal,
      moreDue: () => void told++
    })
    const hooks = webhooks({
      em: house.em,
      events,
      sends: sending,
      rules,
      random: randomBytes,
      clock
    })
    /** What the schedule does, once; resolves when everything that began has ended. */
    const beat = async (): Promise<void> => {
      await events.enqueue(clock.date())
      for (const job of sending.jobs) await job.run()
    }
    const step = async (): Promise<void> => {
      await beat()
      await sending.idle()
    }
    return { events, hooks, beat, step, idle: sending.idle, toldMoreDue: () => told }
  }
  const room = transfers({
    em: house.em,
    commit: house.commit,
    step: unhindered,
    now: () => new Date(),
    claimSeconds: 60
  })
  return {
    ...house,
    gateway,
    clock,
    pass: (ms: number) => {
      now += ms
    },
    give: async (from: Id, to: Id, amount = 10) =>
      room.send(from, keyFor(from), {
        to: showId('acc', to),
        amountMsat: msat(amount),
        memo: undefined,
        expiresInSeconds: undefined
      })
  }
}

/** A receiver; what it does with the next posts may be changed at any time. */
export async function receiver(t: Test) {
  const posts: Post[] = []
  const self = { behave: took, posts, url: '' }
  const server = createServer((asked, answer) => {
    void readAll(asked).then(body => {
      const post = read(asked, body)
      posts.push(post)
      self.behave(post, answer, asked)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  self.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/told`
  return self
}

async function readAll(asked: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of asked) body += String(chunk)
  return body
}

const read = ({ headers }: IncomingMessage, body: string): Post => ({
  id: String(headers['webhook-id']),
  at: new Date(Number(headers['webhook-timestamp']) * 1_000),
  signatures: String(headers['webhook-signature']).split(' '),
  body,
  event: JSON.parse(body) as Post['event']
})

export const isSignedBy = (secret: string, { id, at, body, signatures }: Post): boolean =>
  signatures.includes(new Webhook(secret).sign(id, at, body))
