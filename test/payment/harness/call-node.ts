// Asks the simulated lightningd beside the gateway.
import { connect } from 'node:net'

/** One call, on a line of its own. */
export function callNode(path: string, method: string, params: object): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const line = connect(path).setEncoding('utf8').on('error', reject)
  let text = ''
  line.on('data', (chunk: string) => {
    text += chunk
    if (!text.endsWith('\n\n')) return
    line.destroy()
    resolve(JSON.parse(text))
  })
  line.write(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }))
  return promise
}

/** Whether anybody listens there. */
export function accepts(path: string): Promise<boolean> {
  const line = connect(path)
  const { promise, resolve } = Promise.withResolvers<boolean>()
  line.once('connect', () => resolve(true)).once('error', () => resolve(false))
  return promise.finally(() => line.destroy())
}
