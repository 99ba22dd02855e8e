// Somebody who follows GET /v1/events: counts what comes, and how late. It shares two cores with
// the gateway, so it looks for two marks in the bytes and reads nothing.
import { get } from 'node:http'

export type Listener = {
  readonly count: () => number
  /** Milliseconds between what happened and its arrival, one of each chunk since last asked. */
  readonly late: () => readonly number[]
  readonly close: () => void
}

/** Begins an event; nowhere else in a frame. */
const MARK = Buffer.from('id: evt_')
const CREATED = Buffer.from('"created_at":"')
const ISO = '2026-01-01T00:00:00.000Z'.length

/** @param root the gateway's address */
export async function listen(root: string, key: string): Promise<Listener> {
  let count = 0
  let rest: Buffer = Buffer.alloc(0)
  const late: number[] = []
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  const headers = { authorization: `Bearer ${key}` }
  const request = get(`${root}/v1/events`, { headers }, answer => {
    answer.on('data', (chunk: Buffer) => {
      resolve(undefined)
      const bytes = Buffer.concat([rest, chunk])
      for (let at = bytes.indexOf(MARK); at !== -1; at = bytes.indexOf(MARK, at + 1)) count++
      rest = bytes.subarray(1 - MARK.length)
      const at = chunk.indexOf(CREATED) + CREATED.length
      const created = Date.parse(chunk.toString('latin1', at, at + ISO))
      if (!Number.isNaN(created)) late.push(Date.now() - created)
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
