// Maintains closed layers: closes channels that appear later in them too, and removes layers that
// are no longer needed (safe-payer.md 3.8).
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Id } from '../../core/ids.ts'
import { fresh, query } from '../../db/query.ts'
import { directionsOf } from '../../lightning/fence.ts'
import { lockNode, restoreThreads, type CloseLayer, type Deps } from './close-layer.ts'
import { layerOf } from './generations.ts'

const NOTHING_OUT = `not exists (
  select from payment p where p.state in ('held', 'sent') and p.generation = g.id)`

type Jobs = {
  /** Closes new channels in every closed layer; restores settings that a dead fence had changed. */
  readonly keepClosed: () => Promise<void>
  /** Removes the layers of generations whose last payment ended an hour ago. */
  readonly removeIdle: () => Promise<void>
}

export function layerJobs(deps: Deps, close: CloseLayer): Jobs {
  const { em, node, nodeId } = deps
  return {
    async keepClosed() {
      await undo(deps)
      const closed: { id: Id; closed_directions: readonly string[] }[] = await query(
        em,
        `select id, closed_directions from generation
         where node_id = ? and removed_at is null and closed_at is not null`,
        [nodeId]
      )
      if (closed.length === 0) return
      const there = (await node.channels()).flatMap(({ scids }) => directionsOf(scids))
      for (const { id, closed_directions: known } of closed) {
        if (there.some(direction => !known.includes(direction))) await close(id)
      }
    },
    async removeIdle() {
      await noteIdle(em, nodeId)
      const idle: { id: Id }[] = await query(
        em,
        `select id from generation g where node_id = ? and removed_at is null
           and idle_since < now() - interval '1 hour' and ${NOTHING_OUT} limit 10`,
        [nodeId]
      )
      for (const { id } of idle) {
        // Flushed once more: nothing that names the layer may be queued when it is removed.
        if (!(await close(id))) continue
        await node.router.removeLayer(layerOf(id))
        await query(em, 'update generation set removed_at = now() where id = ?', [id])
      }
    }
  }
}

async function undo(deps: Deps): Promise<void> {
  const { em, node, nodeId } = deps
  const sql = 'select 1 from router_threads where node_id = ?'
  const kept: unknown[] = await query(em, sql, [nodeId])
  if (kept.length === 0) return
  await fresh(em).transactional(async lock => {
    await lockNode(lock, deps)
    await restoreThreads(em, node, nodeId)
  })
}

/** A generation that no process sends with any more, and without payments in flight. */
const noteIdle = (em: EntityManager, nodeId: string): Promise<unknown> =>
  query(
    em,
    `update generation g set idle_since = now()
     where node_id = ? and removed_at is null and idle_since is null
       and (ended_at is not null or seen_at < now() - interval '1 minute')
       and ${NOTHING_OUT}`,
    [nodeId]
  )
