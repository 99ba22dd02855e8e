// Manages generations of payments: each process tags its calls with one, so that its lost calls can
// be fenced without affecting the payments of others (safe-payer.md 3.8).
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Id } from '../../core/ids.ts'
import type { Deferral } from '../../core/deferral.ts'
import { query } from '../../db/query.ts'
import type { Lightning } from '../../lightning/port.ts'

export type Generations = {
  /**
   * The generation for the next call to that lightningd; its layer exists before its first payment.
   */
  current(identity: string | undefined): Promise<Id>
  /** Ends it: no payment is sent with it from now on. */
  end(generation: Id): Promise<void>
  /** Whether another process sends with it and is alive: an answer may still be read there. */
  isElsewhere(generation: Id): Promise<boolean>
  /** Reports that this process is alive. */
  renew(): Promise<void>
  /** This process sends nothing more and reads no further answers. */
  leave(): Promise<void>
}

export type Deps = {
  readonly em: EntityManager
  readonly node: Pick<Lightning, 'router'>
  readonly nodeId: string
  readonly newId: () => Id
}

export const layerOf = (generation: Id): string => `lapp:${generation}`

/** A process that was silent for this long may be dead: then its calls are lost. */
const SILENCE = `interval '10 seconds'`

/** As if seen just now: a process that lives says so again, and a dead one does not. */
export const HEARTBEATS: Deferral = {
  table: 'generation',
  column: 'seen_at',
  atMost: '1 second',
  where: 'removed_at is null'
}

type Current = {
  readonly id: Id
  readonly identity: string | undefined
  /** Rejects if it could not be made. */
  readonly made: Promise<unknown>
}

export function generations({ em, node, nodeId, newId }: Deps): Generations {
  const own = new Set<Id>()
  let current: Current | undefined

  /** @param before replaced by it: its layer is gone */
  async function make(id: Id, before: Id | undefined): Promise<void> {
    // Written to the database first: a layer that is in no table would stay at the node for ever.
    await query(em, 'insert into generation (id, node_id) values (?, ?)', [id, nodeId])
    own.add(id)
    await node.router.createLayer(layerOf(id)).catch(async (error: unknown) => {
      await end(id)
      throw error
    })
    if (before !== undefined) await end(before)
  }
  const end = (id: Id): Promise<unknown> =>
    query(em, 'update generation set ended_at = coalesce(ended_at, now()) where id = ?', [id])
  function begin(identity: string | undefined): Current {
    const id = newId()
    const begun = { id, identity, made: make(id, current?.id) }
    current = begun
    begun.made.catch(() => {
      if (current === begun) current = undefined
    })
    return begun
  }

  return {
    async current(identity) {
      // A restarted lightningd has lost the layer, and its name is not used again.
      const known = current?.identity === identity ? current : undefined
      const { id, made } = known ?? begin(identity)
      await made
      return id
    },
    async end(id) {
      if (current?.id === id) current = undefined
      await end(id)
    },
    async isElsewhere(id) {
      if (own.has(id)) return false
      const [row]: { alive: boolean }[] = await query(
        em,
        `select seen_at > clock_timestamp() - ${SILENCE} as alive from generation where id = ?`,
        [id]
      )
      return row?.alive === true
    },
    async renew() {
      const asked = [...own]
      if (asked.length === 0) return
      const all: { id: Id; open: boolean }[] = await query(
        em,
        `update generation set seen_at = clock_timestamp()
         where id = any(?::uuid[]) and idle_since is null
         returning id, ended_at is null as open`,
        [`{${asked.join()}}`]
      )
      for (const id of asked) if (!all.some(row => row.id === id)) own.delete(id)
      // Another process considered this one dead, or an operator ended it.
      const known = current?.id
      const isOpen = all.some(row => row.id === known && row.open)
      if (known !== undefined && asked.includes(known) && !isOpen) current = undefined
    },
    async leave() {
      if (own.size === 0) return
      await query(
        em,
        `update generation set seen_at = 'epoch', ended_at = coalesce(ended_at, now())
         where id = any(?::uuid[])`,
        [`{${[...own].join()}}`]
      )
    }
  }
}
