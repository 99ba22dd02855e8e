// Kills the gateway at its named steps, again and again on the same
// books and node, and asks the oracle after each round of all steps.
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { STEPS, type StepName } from '../../../src/core/step.ts'
import { start, told, until, type Place, type Started } from '../../e2e/harness/gateway.ts'
import { repeat, work, type Act } from './acts.ts'
import { oracle } from './oracle.ts'

type Mode = 'before' | 'at' | 'after' | 'twice'
export type Report = {
  readonly steps: number
  readonly kills: number
  /** Chosen, but the step was not passed often enough. */
  readonly spared: number
  readonly repeats: number
  readonly acts: number
  readonly violations: readonly string[]
}

/** The first ones may take half a minute to be certain of, so that the others fill that time. */
const ORDER: readonly StepName[] = [
  ...(['payment.sent', 'payment.call'] as const),
  ...STEPS.filter(step => step !== 'payment.sent' && step !== 'payment.call')
]
/** Commits carry ids of their own, and a payment is called once: the others may come twice. */
const TWICE: readonly StepName[] = [
  ...(['payment.decode', 'payment.look', 'purchase.ask', 'purchase.deliver'] as const),
  ...(['purchase.delivery', 'purchase.refusal', 'deposit.invoice', 'deposit.wait'] as const)
]
const OFTEN: readonly StepName[] = ['payment.look', 'deposit.wait']
const SELDOM: readonly StepName[] = ['deposit.credit', 'payment.evidence', 'purchase.refusal']
const PROGRAM = [
  process.execPath,
  join(import.meta.dirname, '../../../src/guard.js'),
  join(import.meta.dirname, 'program.ts')
]

export async function campaign(
  place: Place,
  env: Readonly<Record<string, string>>,
  { rounds, steps = ORDER }: { readonly rounds: number; readonly steps?: readonly StepName[] },
  say: (line: string) => void
): Promise<Report> {
  const count = { kills: 0, spared: 0, repeats: 0 }
  const acts: Act[] = []
  const violations: string[] = []
  const friend = await meet(place, env)
  for (let round = 0; round < rounds; round++) {
    for (const step of steps) {
      const mode = modeOf(step, round)
      const nth = randomInt(1, OFTEN.includes(step) ? 8 : SELDOM.includes(step) ? 2 : 3)
      const end = await crash(place, { ...env, CRASH: `${step}:${mode}:${nth}` }, friend, acts)
      count[mode === 'twice' ? 'repeats' : end === 'SIGKILL' ? 'kills' : 'spared'] += 1
    }
    violations.push(...(await judge(place, env, acts)))
    say(`round ${round + 1}: ${JSON.stringify({ ...count, violations })}`)
  }
  return { steps: steps.length, ...count, acts: acts.length, violations }
}

function modeOf(step: StepName, round: number): Mode {
  const modes: readonly Mode[] = ['before', 'after', 'at']
  const all: readonly Mode[] = TWICE.includes(step) ? [...modes, 'twice'] : modes
  return all[(round + STEPS.indexOf(step)) % all.length] ?? 'before'
}

/** Somebody to send money to. */
async function meet(place: Place, env: Readonly<Record<string, string>>): Promise<string> {
  const g = await start(place, env)
  const { body } = await g.ask('POST', '/v1/accounts', { name: 'friend' })
  await end(g)
  return String(body['id'])
}

async function crash(
  place: Place,
  env: Readonly<Record<string, string>>,
  friend: string,
  acts: Act[]
): Promise<number | string> {
  // It may die before it is ready: while it takes up what the last one left.
  const g = await start(place, env, PROGRAM).catch(() => undefined)
  if (g === undefined) return 'SIGKILL'
  acts.push(...(await work(g, friend)))
  return end(g)
}

async function end(g: Started): Promise<number | string> {
  g.child.kill('SIGTERM')
  return g.ended
}

/** Callers ask again with their keys, everything comes to its end, and then all must be true. */
async function judge(
  place: Place,
  env: Readonly<Record<string, string>>,
  acts: readonly Act[]
): Promise<readonly string[]> {
  const g = await start(place, env)
  for (const act of acts) {
    await until(async () => {
      await repeat(g, act)
      const { status } = act.told.at(-1) ?? { status: 500 }
      return (status < 500 && status !== 409) || undefined
    }, 60_000)
  }
  await until(async () => {
    const { body } = await g.ask('GET', '/v1/account')
    const open = await Promise.all(acts.map(act => isOpen(g, act)))
    return (body['held_msat'] === 0 && !open.includes(true)) || undefined
  }, 120_000)
  const provision = told(place.dir)
  const found = provision === undefined ? ['nobody told'] : await oracle(g, provision, acts)
  await end(g)
  return found
}

async function isOpen(g: Started, { kind, told }: Act): Promise<boolean> {
  const id = String(told.find(({ status }) => status < 300)?.body['id'])
  if (id === 'undefined' || (kind !== 'payments' && kind !== 'purchases')) return false
  const { body } = await g.ask('GET', `/v1/${kind}/${id}`)
  return ['pending', 'paid'].includes(String(body['status']))
}
