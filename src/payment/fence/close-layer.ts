// Fences a generation: closes its layer at the node, and waits until no search of it that had begun
// is still running (safe-payer.md 3.8, 1 to 3). One fence at a time per node.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Id } from '../../core/ids.ts'
import type { Log } from '../../core/log.ts'
import { fresh, query } from '../../db/query.ts'
import {
  begin,
  directionsOf,
  nextCommand,
  type Answer,
  type FenceCommand,
  type Next
} from '../../lightning/fence.ts'
import type { Lightning } from '../../lightning/port.ts'
import { layerOf } from './generations.ts'

export type CloseLayer = (generation: Id) => Promise<boolean>

export type Deps = {
  readonly em: EntityManager
  readonly node: Pick<Lightning, 'router' | 'channels' | 'info'>
  readonly nodeId: string
  readonly log: Pick<Log, 'info'>
  /** How long a fence waits for its search, which blocks all routing of the node meanwhile. */
  readonly searchMs: number
}

const WAKE_MS = 5_000

/** What a step of a fence may take beside its search, until its lock is considered forgotten. */
const STEP_MAX_MS = 30_000

/**
 * One at a time, since each holds a connection while it waits for the node's lock. Callers that ask
 * for the same generation while it is being closed share the next run: each relies on a search that
 * began after its call.
 * @returns false: a search hangs, and nothing can be concluded
 */
export function closeLayer(deps: Deps): CloseLayer {
  let last: Promise<unknown> = Promise.resolve()
  const next = new Map<Id, Promise<boolean>>()
  return generation => {
    const waiting = next.get(generation)
    if (waiting !== undefined) return waiting
    const run = last.then(() => {
      next.delete(generation)
      return close(generation, deps)
    })
    last = run.then(noop, noop)
    next.set(generation, run)
    return run
  }
}
const noop = (): void => undefined

type Row = { readonly node_id: string; readonly closed_directions: readonly string[] }

async function close(generation: Id, deps: Deps): Promise<boolean> {
  const { em, node, nodeId, log } = deps
  return fresh(em).transactional(async lock => {
    await lockNode(lock, deps)
    const [row]: Row[] = await query(
      em,
      `update generation set ended_at = coalesce(ended_at, now()) where id = ?
       returning node_id, closed_directions`,
      [generation]
    )
    if (row?.node_id !== nodeId || (await node.info()).id !== nodeId) return false
    node.router.reconnect()
    const step = await walk(row.closed_directions, generation, lock, deps).catch(
      async (error: unknown) => {
        // A search that is refused leaves one thread: payments would wait for each other.
        await restoreThreads(em, node, nodeId).catch(noop)
        throw error
      }
    )
    log.info({ generation, closed: step.is === 'closed' }, 'a generation of payments was fenced')
    if (step.is === 'not_flushed') return false
    await query(
      em,
      `update generation set closed_at = now(), closed_directions = ?::text[] where id = ?`,
      [`{${[...step.fence.closed].join()}}`, generation]
    )
    return true
  })
}

async function walk(
  closed: readonly string[],
  generation: Id,
  lock: EntityManager,
  deps: Deps
): Promise<Exclude<Next, { is: 'ask' }>> {
  let step = begin(closed)
  while (step.is === 'ask') {
    // A process that has lost the lock must not change what another fence relies on.
    await lock.execute('select 1')
    step = nextCommand(step.fence, step.order, await give(step.order, generation, deps))
  }
  return step
}

/**
 * Released with the connection of a process that dies; while it is held nobody else has it. The
 * pool's limit for a forgotten transaction is shorter than what the node may take for a step.
 */
export const lockNode = (
  em: EntityManager,
  { nodeId, searchMs }: Pick<Deps, 'nodeId' | 'searchMs'>
): Promise<unknown> =>
  query(
    em,
    `select set_config('idle_in_transaction_session_timeout', ?, true),
       pg_advisory_xact_lock(hashtextextended('fence of ' || ?, 0))`,
    [String(searchMs + STEP_MAX_MS), nodeId]
  )

async function give(
  order: FenceCommand,
  generation: Id,
  { em, node, nodeId, searchMs }: Deps
): Promise<Answer> {
  const { router } = node
  const layer = layerOf(generation)
  switch (order.is) {
    case 'disable_node':
      await router.disableNode(layer, nodeId)
      return DONE
    case 'list_channels': {
      const channels = await node.channels()
      return { is: 'channels', directions: channels.flatMap(({ scids }) => directionsOf(scids)) }
    }
    case 'disable_channel':
      await router.disableChannel(layer, order.direction)
      return DONE
    case 'keep_threads':
      // A value that a dead process had stored is the original one: the node's is that process's
      // change.
      await query(
        em,
        `insert into router_threads (node_id, threads) values (?, ?) on conflict do nothing`,
        [nodeId, await router.maxThreads()]
      )
      return DONE
    case 'one_thread':
      await router.setMaxThreads(1)
      return DONE
    case 'search':
      return (await router.search(nodeId, searchMs)) ? DONE : { is: 'late' }
    case 'read_threads':
      return { is: 'threads', threads: await router.maxThreads() }
    case 'restore_threads':
      await restoreThreads(em, node, nodeId)
      return DONE
    case 'wake_queue':
      void router.search(nodeId, WAKE_MS).catch(() => undefined)
      return DONE
    default:
      return order satisfies never
  }
}

const DONE: Answer = { is: 'done' }

/** Also restores what a process left behind that died in between. Requires the lock. */
export async function restoreThreads(
  em: EntityManager,
  { router }: Pick<Lightning, 'router'>,
  nodeId: string
): Promise<void> {
  const sql = 'select threads from router_threads where node_id = ?'
  const [kept]: { threads: number }[] = await query(em, sql, [nodeId])
  if (kept === undefined) return
  await router.setMaxThreads(kept.threads)
  await query(em, 'delete from router_threads where node_id = ?', [nodeId])
}
