// The owner who follows GET /v1/events: counts what comes, and how late.
import { get } from 'node:http'
import type { Ground } from '../ground.ts'

export type Listener = {
  readonly count: () => number
  /** Milliseconds between what happened and its arrival, of every tenth since it was last asked. */
  readonly late: () => readonly number[]
  readonly close: () => void
}

export async function listen(on: Ground, key: string): Promise<Listener> {
  let count = 0
  let rest = ''
  const late: number[] = []
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  const headers = { authorization: `Bearer ${key}` }
  const request = get(`http://127.0.0.1:${on.port}/v1/events`, { headers }, answer => {
    answer.setEncoding('utf8').on('data', (chunk: string) => {
      resolve(undefined)
      const frames = (rest + chunk).split('\n\n')
      rest = frames.pop() ?? ''
      for (const frame of frames) {
        if (!frame.startsWith('id: ')) continue
        count++
        if (count % 10 > 0) continue
        const created = /"created_at":"([^"]+)"/.exec(frame)?.[1]
        late.push(Date.now() - Date.parse(created ?? ''))
      }
    })
  })
  request.once('error', reject)
  await promise
  return {
    count: () => count,
    late: () => late.splice(0),
    close: () => request.destroy()
  }
}
