// Creates what the room derives from the dependencies it is given.
import { coalesce } from '../core/coalesce.ts'
import type { Deps } from './deps.ts'
import { ownerLookup } from './owners.ts'
import { paymentUpdates } from './updates.ts'

export type Given = Omit<Deps, 'updates' | 'owners' | 'lookAtTurns'>

/** The rest of the dependencies, made from those given. */
export function derivedDeps(given: Given): Omit<Deps, keyof Given> {
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
