// What the room makes for itself of what it is given.
import { coalesce } from '../core/coalesce.ts'
import type { Deps } from './deps.ts'
import { ownerLookup } from './owners.ts'
import { paymentUpdates } from './updates.ts'

export type Given = Omit<Deps, 'updates' | 'owners' | 'lookAtTurns'>

/** Dependencies that the room creates from those it was given. */
export function made(given: Given): Omit<Deps, keyof Given> {
  const { turns, rows, clock } = given
  const known = ownerLookup(async account => rows.owner(account), clock.now)
  const look = coalesce(async () => {
    const waiting = await Promise.all(turns.roots().map(root => known.of(root)))
    await turns.look(() => rows.inFlight(), waiting)
  })
  return {
    updates: paymentUpdates(given),
    owners: known,
    lookAtTurns: () => look([])
  }
}
