// A sandbox in the test's own process: whoever uses it reaches it by its sockets and over HTTP all
// the same. Where its process is killed, or told apart from another, `startSandbox` starts one.
import { serveSandbox } from '../../src/sandbox/serve.ts'
import { socketsOf } from '../../src/sandbox/sockets-folder.ts'
import type { StartSandbox } from '../../src/sandbox/spawn.ts'

export const sandboxHere: StartSandbox = at => sandboxBy(Date.now)(at)

/** @param now its clock, in ms, which tests let leap */
export const sandboxBy =
  (now: () => number): StartSandbox =>
  async ({ dir }) => {
    const paths = socketsOf(dir)
    const { whoami, close, cut } = await serveSandbox({ dir, ...paths }, now)
    let ended: Promise<void> | undefined
    return {
      ...whoami,
      ...paths,
      runs: () => Promise.resolve(ended === undefined),
      stop: () => (ended ??= close().then(cut))
    }
  }
