// Commits a unit that is counted among the payments in flight of all gateways; retries while
// another gateway is counting, which takes some milliseconds.
import type { StepName } from '../core/step.ts'
import type { Unit, Verdict } from '../ledger/unit.ts'
import type { Deps } from './deps.ts'

const TRIES = 40
const PAUSE_MAX_MS = 20

export async function commitCounted(
  step: StepName,
  unit: Unit,
  deps: Pick<Deps, 'commit' | 'step' | 'clock'>
): Promise<Verdict> {
  for (let tries = 1; ; tries += 1) {
    const verdict = await deps.step(step, () => deps.commit(unit))
    const isBusy =
      verdict.is === 'refused' && verdict.why.is === 'no_room' && verdict.why.of === 'busy'
    if (!isBusy || tries >= TRIES) return verdict
    await deps.clock.sleep(Math.min(PAUSE_MAX_MS, 2 * tries))
  }
}
