// Lets each step fail once in a gateway that lives on: nobody takes over what it has in hand, so it
// has to bring that to its end itself.
import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { STEPS, type StepName } from '../../../src/core/step.ts'
import { DRIVES } from './drives.ts'
import { atRest, until } from './judge.ts'
import type { Lane } from './lane.ts'

/** A fence comes after half a minute, and what has no asker is begun again by its own chore. */
const ASKED = STEPS.filter(step => step !== 'payment.fence' && DRIVES[step].ask !== undefined)

/** Before its work, as if nothing could be done; or after it, as if its answer were lost. */
const WAYS = ['before', 'after'] as const

const PATIENCE_MS = 30_000

/** @returns a line for each step that was not come to, and for whatever is untrue at the end */
export async function survive(lane: Lane): Promise<readonly string[]> {
  const since = lane.acts.length
  const living = lane.living()
  const g = await living.ready()
  if (g === undefined) return [`it does not start: ${living.said()}`]
  const missed: string[] = []
  const fail = async (step: StepName, way: string): Promise<void> => {
    const { layOut, ask } = DRIVES[step]
    await layOut?.(lane)
    await writeFile(living.failing, `${step}:${way}`)
    await ask?.(lane, g, step).catch(() => undefined)
    const hasFailed = await until(() => !existsSync(living.failing), PATIENCE_MS)
    if (!hasFailed) missed.push(`${step} did not fail ${way} its work`)
    await rm(living.failing, { force: true })
  }
  for (const way of WAYS) for (const step of ASKED) await fail(step, way)
  const wrong = await atRest(lane, g, lane.acts.slice(since))
  await living.kill()
  return [...missed, ...wrong]
}
