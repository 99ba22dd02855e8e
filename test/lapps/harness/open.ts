// LApps as contributors write them, in folders of their own, opened as the gateway opens them.
import { once } from 'node:events'
import { chmodSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import { clock as real } from '../../../src/core/clock.ts'
import type { Log } from '../../../src/core/log.ts'
import { msat } from '../../../src/core/msat.ts'
import type { Order } from '../../../src/lapps/contract/define.ts'
import type { Input } from '../../../src/lapps/contract/form-check.ts'
import { openLApps, type LApps } from '../../../src/lapps/registry.ts'
import { ANY, PUBLIC } from '../../../src/net/decide.ts'
import { guardedFetch } from '../../../src/net/fetch.ts'
import { bySystem } from '../../../src/net/resolve.ts'

const FACTS = {
  contract: 1,
  version: '1.0.0',
  title: 'A LApp',
  summary: 'Sells something',
  category: 'other',
  url: 'https://shop.example/',
  price: 'fixed',
  delivers: 'nothing',
  status: 'active',
  examples: [{ text: 'x' }],
  maintainers: ['@somebody']
}

/**
 * The folder of a LApp: its facts, and what its index.ts says after the form of one field, `text`.
 */
export const folder = (
  id: string,
  methods: string,
  facts: object = {}
): Record<string, string> => ({
  'lapp.json': JSON.stringify({ ...FACTS, id, ...facts }),
  'index.ts': `import { defineLApp, msat, Refusal } from '#lapp'
    export default defineLApp({
      input: {
        type: 'object',
        properties: { text: { type: 'string', title: 'Text', maxLength: 2000 } },
        required: ['text'],
        additionalProperties: false
      },
      ${methods}
    })`
})

/** Sells whatever it is asked for, at once. */
export const HONEST = `invoice: async ({ input }) => ({ bolt11: 'lnbcrt1', reference: input.text })`

export type Line = { readonly facts: Readonly<Record<string, unknown>>; readonly message: string }
export type Opened = LApps & { readonly lines: Line[] }
type Options = Pick<Parameters<typeof openLApps>[0], 'limits' | 'clock'> & {
  readonly variables?: Record<string, string>
  /** Of the folder that holds them all. */
  readonly mode?: number
}

export async function open(
  t: Test,
  lapps: Record<string, Record<string, string>>,
  { limits = {}, variables = {}, mode = 0o755, clock = real }: Options = {}
): Promise<Opened> {
  const lines: Line[] = []
  const say: Log['info'] = (facts, message) => void lines.push({ facts, message })
  const named = guardedFetch({ rules: PUBLIC, resolve: bySystem })
  const chosen = guardedFetch({ rules: ANY, resolve: bySystem })
  const root = t.testdir(lapps)
  chmodSync(root, mode)
  const opened = await openLApps({
    folder: root,
    variables,
    clients: { named: named.fetch, chosen: chosen.fetch },
    log: { debug: say, info: say, warn: say, error: say },
    limits,
    clock
  })
  t.teardown(async () => {
    opened.close()
    await Promise.all([named.close(), chosen.close()])
  })
  return { ...opened, lines }
}

export const order = (text = 'x'): { readonly order: Order<Input> } => ({
  order: { key: 'key', input: { text }, msatMax: msat(5_000_000n), locale: 'en' }
})

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** A service on loopback, and the requests that reached it. */
export async function serve(t: Test, handler: Handler): Promise<{ url: string; hits: string[] }> {
  const hits: string[] = []
  const server = createServer((request, response) => {
    hits.push(`${request.method ?? ''} ${request.url ?? ''}`)
    handler(request, response)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, hits }
}

/** Until there is no such process, by the kernel's word. */
export async function gone(pid: number): Promise<void> {
  const isAlive = (): boolean => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }
  while (isAlive()) await new Promise(resolve => setTimeout(resolve, 10))
}
