// What a gateway's own process has in memory once its garbage is collected: asked by its inspector.
import { once } from 'node:events'
import type { Running } from '../../e2e/harness/gateway.ts'

export type Memory = { readonly heapMb: number; readonly rssMb: number }

/** For a gateway that was started so: `node --inspect=127.0.0.1:0`. */
export const INSPECTED = '--inspect=127.0.0.1:0'

export async function memory({ said }: Running): Promise<{
  readonly measure: () => Promise<Memory>
  readonly close: () => void
}> {
  const socket = new WebSocket(/ws:\/\/\S+/.exec(said())?.[0] ?? '')
  await once(socket, 'open')
  let last = 0
  const ask = (method: string, params: object): Promise<unknown> =>
    new Promise(resolve => {
      const id = ++last
      const heard = ({ data }: MessageEvent): void => {
        const answer = JSON.parse(String(data)) as { id?: number; result: unknown }
        if (answer.id !== id) return
        socket.removeEventListener('message', heard)
        resolve(answer.result)
      }
      socket.addEventListener('message', heard)
      socket.send(JSON.stringify({ id, method, params }))
    })
  return {
    async measure() {
      await ask('HeapProfiler.collectGarbage', {})
      const expression = 'JSON.stringify(process.memoryUsage())'
      const told = (await ask('Runtime.evaluate', { expression })) as { result: { value: string } }
      const { heapUsed, rss } = JSON.parse(told.result.value) as NodeJS.MemoryUsage
      return { heapMb: mb(heapUsed), rssMb: mb(rss) }
    },
    close: () => socket.close()
  }
}

const mb = (bytes: number): number => Math.round(bytes / 1e5) / 10
