// A process that runs tests on mutants; one that a mutant has hung or ended is replaced.
import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { Job } from './worker.ts'

export type Fate = 'caught' | 'hung' | 'survived'

/** Only a loop without an end takes that long, also where the machine has other things to do. */
const HUNG_AFTER_MS = 300_000
/** What was loaded is never unloaded. */
const MUTANTS_MAX = 200

export type Lane = {
  readonly run: (job: Job) => Promise<Fate>
  readonly end: () => void
}

export function lane(): Lane {
  const begin = (): ChildProcess =>
    fork(join(import.meta.dirname, 'worker.ts'), { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  let [child, done] = [begin(), 0]
  const renew = (): void => {
    child.kill('SIGKILL')
    ;[child, done] = [begin(), 0]
  }
  const ask = async (job: Job): Promise<Fate | 'ended'> => {
    if (++done > MUTANTS_MAX || !child.connected) renew()
    const fate = await one(child, job)
    if (fate === 'hung' || fate === 'ended') renew()
    return fate
  }
  return {
    async run(job) {
      const fate = await ask(job)
      // Perhaps what an earlier mutant had left behind ended it; its own fault ends a new one too.
      const again = fate === 'ended' ? await ask(job) : fate
      return again === 'ended' ? 'caught' : again
    },
    end: () => void child.kill('SIGKILL')
  }
}

function one(child: ChildProcess, job: Job): Promise<Fate | 'ended'> {
  const { promise, resolve } = Promise.withResolvers<Fate | 'ended'>()
  // tap says things of its own here as well.
  const answered = (passed: unknown): void => {
    if (typeof passed === 'boolean') resolve(passed ? 'survived' : 'caught')
  }
  const ended = (): void => resolve('ended')
  const timer = setTimeout(() => resolve('hung'), HUNG_AFTER_MS)
  child.on('message', answered).once('exit', ended)
  child.send(job, error => {
    if (error !== null) ended()
  })
  return promise.finally(() => {
    clearTimeout(timer)
    child.off('message', answered).off('exit', ended)
  })
}
