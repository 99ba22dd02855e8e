// getUpdates: waits until there are updates; those before `offset` are confirmed.
import { waitFor } from '../node/wait.ts'
import type { Json } from './wire.ts'
import { UPDATE, type World } from './world.ts'

const TIMEOUT_MAX_S = 50
const LIMIT_MAX = 100

export async function poll(
  { network: { store } }: World,
  params: Json,
  signal: AbortSignal
): Promise<readonly Json[]> {
  const { offset = 0, timeout = 0, limit = LIMIT_MAX } = params as Readonly<Record<string, number>>
  store.run('delete from telegram_update where id < ?', offset)
  const look = (): readonly Json[] | undefined => {
    const rows = store.all(
      'select id, body from telegram_update order by id limit ?',
      Math.min(limit, LIMIT_MAX)
    )
    return rows.length === 0
      ? undefined
      : rows.map(row => ({
          update_id: Number(row['id']),
          ...(JSON.parse(String(row['body'])) as Json)
        }))
  }
  const ms = Math.min(timeout, TIMEOUT_MAX_S) * 1000
  return (await waitFor(store, UPDATE, look, { ms, signal })) ?? []
}
