// Doorbells: a notice says that something may have happened to an invoice. It is believed in
// nothing but that it is worth a look, which is noted in the database before it is answered.
import type { EntityManager } from '@mikro-orm/postgresql'
import { query } from '../db/query.ts'
import { EventEmitter } from 'node:events'
import type { Method } from './source.ts'

export type Bell = {
  /**
   * Has it looked for at once, by whichever process is free. Of an invoice that is not known
   * nothing is noted: it is looked for as soon as it is.
   */
  readonly ring: (source: Method, invoice: string) => Promise<void>
  /** Calls back at each ring, in this process. */
  readonly onRing: (source: Method, heard: () => void) => () => void
}

export function bell(em: EntityManager): Bell {
  const rings = new EventEmitter().setMaxListeners(0)
  return {
    ring: async (source, invoice) => {
      // However often it rings, one that is due already is left alone: a flood costs a read each.
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
