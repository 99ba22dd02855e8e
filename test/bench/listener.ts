// Somebody who follows GET /v1/events: counts what comes, and how late.
import { get } from 'node:http'

export type Listener = {
  readonly count: () => number
  /** Milliseconds between what happened and its arrival, of every tenth since it was last asked. */
  readonly late: () => readonly number[]
  readonly close: () => void
}

/** @param root the gateway's address */
export async function listen(root: string, key: string): Promise<Listener> {
  let count = 0
  let rest = ''
  const late: number[] = []
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  const headers = { authorization: `Bearer ${key}` }
  const request = get(`${root}/v1/events`, { headers }, answer => {
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
