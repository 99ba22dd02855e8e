// The gateway as a stranger starts it: a process of its own in a folder of its own. Where a test
// looks at what it does, not at how it starts and ends, `composed` costs a tenth.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { reached, type Gateway } from './asking.ts'
import { environment, type Env, type Place } from './place.ts'

const ROOT = join(import.meta.dirname, '../../..')
export const MAIN = join(ROOT, 'src/main.ts')

export type Running = Place & {
  readonly child: ChildProcess
  /** Both streams, as they are now. */
  readonly said: () => string
  /** The exit code, or the signal's name. */
  readonly ended: Promise<number | string>
}
export type Started = Running & Gateway

export function run(place: Place, env: Env = {}, command = OURS): Running {
  const [program = '', ...rest] = command
  const child = spawn(program, rest, {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], ...environment(place), ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string)
  return { ...place, child, said: () => said, ended }
}

/** As `npm start` does, and from the first moment: collecting garbage took a tenth of a start. */
const MEMORY = ['--min-semi-space-size=16', '--max-semi-space-size=64']
export const OURS: readonly string[] = [
  ...[process.execPath, ...MEMORY],
  ...[join(ROOT, 'src/guard.js'), MAIN]
]

/** Returns once it is ready. */
export async function start(at: Place, env: Env = {}, command = OURS): Promise<Started> {
  const running = run(at, env, command)
  const { child } = running
  while (
    !(await fetch(`http://127.0.0.1:${at.port}/health/ready`).then(
      answer => answer.ok,
      () => false
    ))
  ) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(running.said())
    await sleep(50)
  }
  return { ...running, ...reached(at) }
}
