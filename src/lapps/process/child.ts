// The child-process side of `host.ts`: runs one LApp in a process of its own, which can reach
// nothing but its pipe to the gateway.
import process from 'node:process'
import { SOURCE_EXTENSION } from '../../core/source-extension.ts'
import { asRefusal, Requests } from './child-http.ts'
import type { Context, LApp, Refusal } from '../contract/define.ts'
import { readLines } from './lines.ts'
import { lock } from './lock.ts'
import type { Ask, FromLApp, LogMessage, ToLApp } from './protocol.ts'
import type { Msat } from '../../core/msat.ts'

const exit = process.exit.bind(process)
const { stdin, stdout } = process
const MAX_LINE = 8_000_000

const send = (message: FromLApp): void => void stdout.write(`${JSON.stringify(message)}\n`)
const log = (message: string, fields: LogMessage['fields'] = {}): void =>
  send({ is: 'log', message: message.slice(0, 1_000), fields })

const requests = new Requests(send)
const calls = new Map<number, AbortController>()
let hello: Extract<ToLApp, { is: 'hello' }> = { is: 'hello', index: '', url: '', secrets: {} }
let lapp: LApp | undefined

function receive(message: ToLApp): void {
  switch (message.is) {
    case 'hello':
      hello = message
      void load(message.index)
      break
    case 'ask':
      void answer(message.id, message)
      break
    case 'cancel':
      calls.get(message.id)?.abort()
      break
    case 'response':
    case 'no-response':
      requests.answer(message)
      break
    case 'ping':
      send({ is: 'pong' })
  }
}

async function load(index: string): Promise<void> {
  try {
    lock(
      new URL(`../contract/define${SOURCE_EXTENSION}`, import.meta.url).href,
      new URL('.', index).href
    )
    const module = (await import(index)) as { readonly default?: LApp }
    const found = module.default
    if (typeof found?.invoice !== 'function') throw new Error('no `export default defineLApp({…})`')
    lapp = found
    const { input, output } = found
    const has = {
      quotes: typeof found.quote === 'function',
      delivers: typeof found.deliver === 'function'
    }
    send({ is: 'lapp', input, output, ...has })
  } catch (error) {
    send({ is: 'broken', why: unloaded(error) })
  }
}

async function answer(id: number, ask: Ask): Promise<void> {
  const stop = new AbortController()
  calls.set(id, stop)
  const { signal } = stop
  try {
    const http = await requests.http(id, hello.url, signal)
    const value = await run(ask, { http, signal, log, secrets: hello.secrets })
    send({ is: 'done', id, value: value ?? null })
  } catch (error) {
    const refusal = asRefusal(error)
    send(refusal ? tell(id, refusal) : { is: 'threw', id, error: describe(error) })
  } finally {
    calls.delete(id)
  }
}

function tell(id: number, { code, message, field }: Refusal): FromLApp {
  const more = field === undefined ? {} : { field }
  return { is: 'refused', id, code, message: message.slice(0, 500), ...more }
}

async function run({ call, order: wire, paid }: Ask, context: Context): Promise<unknown> {
  const order = { ...wire, msatMax: BigInt(wire.msatMax) as Msat }
  if (call === 'invoice') return lapp?.invoice(order, context)
  if (call === 'deliver') return paid && lapp?.deliver?.(order, paid, context)
  const quote = await lapp?.quote?.(order, context)
  return quote && { ...quote, msat: String(quote.msat), expiresAt: ofDate(quote.expiresAt) }
}

/** Types are stripped here: an author who has no compiler at hand is told in words. */
function ofDate(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  throw new TypeError(`quote: expiresAt must be a Date, as new Date('2100-01-01') is`)
}

const describe = (error: unknown): string =>
  (error instanceof Error ? (error.stack ?? error.message) : String(error)).slice(0, 1_000)

/** For a syntax error the author needs the position in the file, not Node's stack trace. */
function unloaded(error: unknown): string {
  const where = describe(error)
  return error instanceof SyntaxError ? (where.split(/\n\s+at /)[0] ?? where).trim() : where
}

// console output becomes log lines. The real console would also expose the pipes' handles.
const print = (...parts: unknown[]): void => log(parts.map(String).join(' '))
const printing = { debug: print, log: print, info: print, warn: print, error: print }
globalThis.console = printing as unknown as Console
// An unhandled rejection must not end the other calls.
process.on('uncaughtException', error => log(`uncaught: ${describe(error)}`))
process.on('unhandledRejection', error => log(`unhandled: ${describe(error)}`))
// The gateway is gone, for whatever reason.
stdin.on('end', () => exit()).on('error', () => exit())
readLines(
  stdin,
  MAX_LINE,
  line => receive(JSON.parse(line) as ToLApp),
  () => exit(1)
)
