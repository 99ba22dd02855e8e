// A Bot API server for tests: real HTTP on loopback, long polls that
// wait, webhooks with their secret; it records, and lets tests be people.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { Test } from 'tap'
import type { Update } from 'grammy/types'
import { methods, Refusal } from './methods.ts'
import { privateThings } from './private-things.ts'
import { BOT, world, type Json, type Shown, type World } from './world.ts'

export const TOKEN = '4242:AAtest-token-that-nobody-may-log'

export type Telegram = World & {
  readonly root: string
  readonly webhook: { url: string; secret: string }
  /** The next calls of a method are refused so. */
  readonly refuse: (method: string, times: number, refusal: Refusal) => void
  /** The next calls of a method are cut off, unanswered, as by a proxy that says 502 in HTML. */
  readonly cut: (method: string, times: number) => void
  /** The next calls of a method have no answer and no end, until they are let go. */
  readonly stall: (method: string, times: number) => void
  readonly letGo: () => void
  /** The next calls are cut off, unanswered. */
  readonly hangUp: (times: number) => void
  /** Delivers an update by webhook, once more if one likes; answers the status. */
  readonly post: (update: Update, secret?: string, path?: string) => Promise<number>
  /** The bot's newest message in a chat that reads so; waits for it. */
  readonly sees: (chat: number, pattern: RegExp) => Promise<Shown>
  readonly until: <T>(look: () => T | undefined, what: string, instead?: () => string) => Promise<T>
}

const PATIENCE_MS = 60_000

export async function telegram(t: Test): Promise<Telegram> {
  const all = world()
  const webhook = { url: '', secret: '' }
  const known = methods(all, webhook)
  const stalled: Socket[] = []
  const refusals = new Map<string, (Refusal | 'cut' | 'stall')[]>()
  let cuts = 0
  const server = createServer((request, response) => {
    void answer(request, response)
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? ''
    const file = new RegExp(`^/file/bot${TOKEN}/photos/(.+)$`).exec(url)?.[1]
    if (file !== undefined) {
      const found = all.files.get(file)
      if (found?.drips) response.write(found.bytes.subarray(0, 1))
      else response.end(found?.bytes)
      return
    }
    const reply = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    const [, token, method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(url) ?? []
    try {
      if (token !== TOKEN) throw new Refusal(401, 'Unauthorized')
      const params = await read(request)
      if (method !== 'getUpdates') all.note({ method, params, at: performance.now() })
      if (cuts > 0) {
        cuts--
        request.socket.destroy()
        return
      }
      const refusal = refusals.get(method)?.shift()
      if (refusal === 'stall') {
        stalled.push(request.socket)
        return
      }
      if (refusal === 'cut') {
        request.socket.destroy()
        return
      }
      if (refusal) throw refusal
      const run = known[method]
      if (!run) throw new Refusal(404, `Not Found: method ${method}`)
      reply(200, { ok: true, result: await run(params) })
      all.happened.emit('done')
    } catch (error) {
      const { code, message, parameters } =
        error instanceof Refusal ? error : new Refusal(500, String(error))
      reply(code, { ok: false, error_code: code, description: message, parameters })
    }
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    all.happened.emit('close')
    server.closeAllConnections()
    server.close()
    const told = privateThings(all.calls)
    if (told.length > 0) throw new Error(`a group was told: ${told.join('\n')}`)
  })
  const until = waiting(all)
  return {
    ...all,
    root: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    webhook,
    until,
    hangUp: times => {
      cuts = times
    },
    cut: (method, times) => {
      refusals.set(method, Array<'cut'>(times).fill('cut'))
    },
    stall: (method, times) => {
      refusals.set(method, Array<'stall'>(times).fill('stall'))
    },
    letGo: () => {
      for (const socket of stalled.splice(0)) socket.destroy()
    },
    refuse: (method, times, refusal) => {
      refusals.set(method, Array<Refusal>(times).fill(refusal))
    },
    post: async (update, secret = webhook.secret, path = new URL(webhook.url).pathname) => {
      const headers: Record<string, string> = { 'content-type': 'application/json' }
      if (secret !== '') headers['x-telegram-bot-api-secret-token'] = secret
      const to = new URL(path, webhook.url)
      return (await fetch(to, { method: 'POST', headers, body: JSON.stringify(update) })).status
    },
    sees: (chat, pattern) =>
      until(
        () => all.shown.findLast(m => m.chat === chat && !m.deleted && pattern.test(m.text)),
        `${pattern} in ${chat}`,
        () => JSON.stringify(all.shown.filter(m => m.chat === chat).map(m => m.text))
      )
  }
}

/** Looks again whenever the bot has done something. */
const waiting =
  (all: World) =>
  async <T>(look: () => T | undefined, what: string, instead = () => ''): Promise<T> => {
    const over = performance.now() + PATIENCE_MS
    for (;;) {
      const found = look()
      if (found !== undefined) return found
      if (performance.now() > over) throw new Error(`never seen: ${what}; but ${instead()}`)
      await new Promise<void>(resolve => {
        const done = (): void => {
          clearTimeout(timer)
          all.happened.off('done', done)
          resolve()
        }
        const timer = setTimeout(done, 500)
        all.happened.on('done', done)
      })
    }
  }

async function read(request: IncomingMessage): Promise<Json> {
  const body = await buffer(request)
  const type = request.headers['content-type'] ?? ''
  if (type.startsWith('application/json')) return JSON.parse(body.toString()) as Json
  const boundary = /boundary=(\S+)/.exec(type)?.[1]
  return boundary === undefined ? {} : fields(body.toString('latin1'), boundary)
}

/** The fields of a form; of a file only its name. */
const fields = (body: string, boundary: string): Json =>
  Object.fromEntries(
    body.split(`--${boundary}`).flatMap(part => {
      const [head = '', ...rest] = part.split('\r\n\r\n')
      const name = /name="([^"]+)"/.exec(head)?.[1]
      if (name === undefined) return []
      const text = Buffer.from(rest.join('\r\n\r\n').replace(/\r\n$/, ''), 'latin1').toString()
      return [[name, /filename=/.test(head) ? '(a file)' : parsed(text)]]
    })
  )

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export { BOT }
