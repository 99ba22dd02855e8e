// Kills the gateway at its named steps, again and again on the same books
// and node, and asks the oracle: of the books at each death, of all when it is quiet.
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { STEPS, type StepName } from '../../../src/core/step.ts'
import { DRIVES } from './drives.ts'
import { forgetLeases, judge } from './judge.ts'
import type { Dying, Lane } from './lane.ts'
import { FIRED } from './step.ts'

export type Mode = 'before' | 'at' | 'after' | 'twice'
export type Tally = Record<Mode | 'passed' | 'spared', number> & { readonly violations: string[] }
export type Report = {
  readonly steps: ReadonlyMap<StepName, Tally>
  /** What was found when it was quiet, and is no one step's. */
  readonly violations: string[]
}

/**
 * What may take half a minute to be certain of comes first, so that the others fill that time.
 */
const SLOW = ['payment.sent', 'payment.call', 'purchase.claim', 'purchase.ask'] as const
const ORDER: readonly StepName[] = [
  ...SLOW,
  ...STEPS.filter(step => !SLOW.some(slow => slow === step))
]
/** A payment is called once, whatever comes. */
const ONCE: readonly StepName[] = ['payment.call']
const KILLS: readonly Mode[] = ['before', 'after', 'at']
const TRIES = 3
const REPEATS_EVERY = 4

export const blank = (): Report => ({
  steps: new Map(STEPS.map(step => [step, tally()])),
  violations: []
})
const tally = (): Tally => ({
  before: 0,
  at: 0,
  after: 0,
  twice: 0,
  passed: 0,
  spared: 0,
  violations: []
})

type Plan = {
  readonly steps?: readonly StepName[]
  /** Waited for where nothing is under way. */
  readonly between?: () => Promise<void>
}

/** Every step once, and every few rounds once more, done twice. */
export async function round(
  lane: Lane,
  nth: number,
  into: Report,
  { steps = ORDER, between = () => Promise.resolve() }: Plan = {}
): Promise<void> {
  const since = lane.acts.length
  for (const [place, step] of steps.entries()) {
    await between()
    await attempt(lane, step, KILLS[(nth + place) % KILLS.length] ?? 'before', into)
    const repeats = (nth + place) % REPEATS_EVERY === 0 && !ONCE.includes(step)
    if (repeats) await attempt(lane, step, 'twice', into)
  }
  into.violations.push(...(await judge(lane, lane.acts.slice(since))))
}

/** What of the steps is passed without any death, each by its own drive. */
export async function reach(lane: Lane): Promise<ReadonlySet<string>> {
  const drives = STEPS.map(step => ({ step, ...DRIVES[step] }))
  for (const { ask, layOut } of drives) if (ask === undefined) await layOut?.(lane)
  const dying = lane.gateway()
  const g = await dying.ready()
  assert(g, dying.said())
  for (const { step, ask, layOut } of drives) {
    if (ask === undefined) continue
    await layOut?.(lane)
    await ask(lane, g, step)
    await passes(dying, step, LONG_PATIENCE_MS)
  }
  await passes(dying, 'sweep.cursor', LONG_PATIENCE_MS)
  await dying.kill()
  const operator = await decide(lane, '')
  await operator.ended
  return new Set([...dying.passed().steps, ...operator.passed().steps])
}

/** As often as it takes, but not for ever: which steps are passed is partly luck. */
async function attempt(lane: Lane, step: StepName, mode: Mode, into: Report): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const dying = await strike(lane, step, mode)
    const { steps, fired } = dying.passed()
    for (const passed of steps) count(into, passed as StepName, 'passed')
    count(into, step, fired ? mode : 'spared')
    const wrong = await lane.books()
    into.steps.get(step)?.violations.push(...wrong.map(line => `${mode}: ${line}`))
    if (fired) return
  }
}

function count({ steps }: Report, step: StepName, what: Exclude<keyof Tally, 'violations'>): void {
  const tally = steps.get(step)
  if (tally) tally[what]++
}

/** Passed so often at every start that the first time would always be the same. */
const OFTEN: readonly StepName[] = ['payment.look', 'deposit.wait']

/** Comes when the node has had its time to answer: half a minute, not five seconds. */
const SLOW_TO_COME: readonly StepName[] = ['payment.fence']

async function strike(lane: Lane, step: StepName, mode: Mode): Promise<Dying> {
  await forgetLeases(lane)
  const { layOut, ask } = DRIVES[step]
  await layOut?.(lane)
  const crash = `${step}:${mode}:${OFTEN.includes(step) ? randomInt(1, 4) : 1}`
  const dying = step === 'operator.decision' ? await decide(lane, crash) : lane.gateway(crash)
  const g = await dying.ready()
  if (g !== undefined) {
    await Promise.race([dying.ended, ask?.(lane, g, step).catch(() => undefined)])
    await passes(dying, FIRED, SLOW_TO_COME.includes(step) ? LONG_PATIENCE_MS : PATIENCE_MS)
  }
  await dying.kill()
  return dying
}

const REFUNDABLE = `
  select b.id from purchase b join payment p on p.id = b.payment
  where p.state = 'settled' and b.id not in (select id from refund) order by b.id desc limit 1`

async function decide(lane: Lane, crash: string): Promise<Dying> {
  const [row] = await lane.sql(REFUNDABLE)
  return lane.operator(crash, String(row?.['id']))
}

const PATIENCE_MS = 5_000
/** For what is bound to come, on a machine that is busy with other things too. */
const LONG_PATIENCE_MS = 60_000
const PACE_MS = 20

/** Waits for it, if not for ever. */
async function passes(
  dying: Dying,
  step: StepName | typeof FIRED,
  patienceMs = PATIENCE_MS
): Promise<void> {
  for (let left = patienceMs; left > 0; left -= PACE_MS) {
    const { steps, fired } = dying.passed()
    if (step === FIRED ? fired : steps.includes(step)) return
    await sleep(PACE_MS)
  }
}
