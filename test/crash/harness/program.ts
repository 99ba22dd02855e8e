// The gateway, with a step at which it kills its own process: CRASH=payment.sent:before:2
import { readConfig } from '../../../src/config.ts'
import type { Step } from '../../../src/core/step.ts'
import { inOneLine } from '../../../src/one-line.ts'
import { run } from '../../../src/run.ts'

const [name, mode, nth] = (process.env['CRASH'] ?? '').split(':')
let passed = 0

const die = (): Promise<never> => {
  process.kill(process.pid, 'SIGKILL')
  return new Promise(() => undefined)
}

const step: Step = async (at, work) => {
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
    return work()
  }
  await working.catch(() => undefined)
  return die()
}

await inOneLine(() => run(readConfig(), step))
process.exit()
