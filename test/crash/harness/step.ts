// The step of a process that is to die: CRASH=payment.sent:before:2 names it, the
// way and the how-manieth time; the file CRASH_LOG is told of every step that is passed.
import { appendFileSync } from 'node:fs'
import type { Step } from '../../../src/core/step.ts'

const [name, mode, nth] = (process.env['CRASH'] ?? '').split(':')
const file = process.env['CRASH_LOG']
let passed = 0

/** What the log says when it has happened. */
export const FIRED = 'the step was come to'

const tell = (line: string): void => {
  if (file !== undefined) appendFileSync(file, `${line}\n`)
}

const die = (): Promise<never> => {
  tell(FIRED)
  process.kill(process.pid, 'SIGKILL')
  return new Promise(() => undefined)
}

export const step: Step = async (at, work) => {
  tell(at)
  if (at !== name || ++passed !== Number(nth)) return work()
  if (mode === 'before') return die()
  const working = work()
  // Half-way: what is asked has left, its answer has not come.
  if (mode === 'at') {
    await new Promise(setImmediate)
    return die()
  }
  if (mode === 'twice') {
    await working.catch(() => undefined)
    return work().finally(() => tell(FIRED))
  }
  await working.catch(() => undefined)
  return die()
}
