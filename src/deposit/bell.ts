// Doorbells: a notice means that something may have happened to an invoice. It is trusted only as a
// reason to look, which is stored in the database before the notice is acknowledged.
import type { EntityManager } from '@mikro-orm/postgresql'
import { query } from '../db/query.ts'
import { EventEmitter } from 'node:events'
import type { Method } from './source.ts'

export type Bell = {
  /**
   * Schedules an immediate look, by whichever process is free. For an unknown invoice nothing is
   * stored: it is looked up anyway as soon as it is known.
   */
  readonly ring: (source: Method, invoice: string) => Promise<void>
  /** Registers a callback for each ring in this process. */
  readonly onRing: (source: Method, heard: () => void) => () => void
}

export function bell(em: EntityManager): Bell {
  const rings = new EventEmitter().setMaxListeners(0)
  return {
    ring: async (source, invoice) => {
      // Repeated rings for an invoice that is already due cost one read each.
      const rung = await query<object>(
        em,
        `update deposit_look set rings = rings + 1, next_at = now()
         where source = ? and invoice = ? returning id`,
        [source, invoice]
      )
      if (rung.length > 0) rings.emit(source)
    },
    onRing: (source, heard) => {
      rings.on(source, heard)
      return () => void rings.off(source, heard)
    }
  }
}
