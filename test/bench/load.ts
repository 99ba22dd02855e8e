// Load over kept HTTP connections, one request at a time on each:
// bare sockets, so that the generator costs little of the two cores.
import { connect, type Socket } from 'node:net'
import { hasWrk, loadByWrk } from './wrk.ts'

/** Without a body it is a GET. */
export type Request = { readonly path: string; readonly key: string; readonly body?: string }

export type Measured = {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** How many answers of each status there were. */
  readonly statuses: Readonly<Record<string, number>>
}

export type Load = {
  readonly port: number
  readonly connections: number
  readonly seconds: number
  /** Called for every request; `n` counts them. */
  readonly next: (n: number) => Request
}

/** By wrk where it is installed (Debian has it): it leaves more of two cores to the rest. */
export const load = async (asked: Load): Promise<Measured> =>
  hasWrk ? loadByWrk(asked) : loadByNode(asked)

async function loadByNode({ port, connections, seconds, next }: Load): Promise<Measured> {
  const times: number[] = []
  const statuses: Record<string, number> = {}
  const begun = performance.now()
  const over = begun + seconds * 1000
  let n = 0
  const one = async (): Promise<void> => {
    const line = await open(port)
    while (performance.now() < over) {
      const at = performance.now()
      const status = await line.ask(next(n++))
      times.push(performance.now() - at)
      statuses[status] = (statuses[status] ?? 0) + 1
    }
    line.close()
  }
  await Promise.all(Array.from({ length: connections }, one))
  return { ...figuresOf(times, begun), statuses }
}

export function figuresOf(times: readonly number[], begun: number): Omit<Measured, 'statuses'> {
  const took = (performance.now() - begun) / 1000
  return {
    perSecond: Math.round(times.length / took),
    p50Ms: round(at(times, 0.5)),
    p99Ms: round(at(times, 0.99))
  }
}

export const at = (times: readonly number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * share)] ?? 0

export const round = (x: number): number => Math.round(x * 100) / 100

type Line = { readonly ask: (request: Request) => Promise<string>; readonly close: () => void }

export function open(port: number): Promise<Line> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  return new Promise((resolve, reject) => {
    socket.once('error', reject).once('connect', () => resolve(line(socket)))
  })
}

function line(socket: Socket): Line {
  let answered: ((status: string) => void) | undefined
  let buffered: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk])
    const status = whole(buffered)
    if (status === undefined) return
    buffered = Buffer.alloc(0)
    answered?.(status)
  })
  return {
    ask: ({ path, key, body }) =>
      new Promise(resolve => {
        answered = resolve
        socket.write(
          `${body === undefined ? 'GET' : 'POST'} ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${key}\r\n` +
            `idempotency-key: ${crypto.randomUUID()}\r\ncontent-type: application/json\r\n` +
            (body === undefined ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`) +
            `\r\n${body ?? ''}`
        )
      }),
    close: () => socket.destroy()
  }
}

/** The status once the whole answer is there; ours always say their length. */
function whole(bytes: Buffer): string | undefined {
  const head = bytes.indexOf('\r\n\r\n')
  if (head === -1) return undefined
  const text = bytes.toString('latin1', 0, head)
  const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
  return bytes.length >= head + 4 + length ? text.slice(9, 12) : undefined
}
