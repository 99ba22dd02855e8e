#!/usr/bin/env node
// The command of the npm package: `lapp-gateway` starts the gateway, `lapp-gateway account list` is
// its command line. Whatever Node runs it, the gateway gets the one that comes along.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const HERE = import.meta.dirname
const extension = existsSync(join(HERE, 'main.ts')) ? '.ts' : '.js'

/** Its install script fetched it; where scripts are not run, the Node at hand may do. */
function findNode() {
  const from = createRequire(import.meta.url)
  try {
    const own = join(dirname(from.resolve('node/package.json')), 'bin/node')
    return existsSync(own) ? own : process.execPath
  } catch {
    return process.execPath
  }
}

const asked = process.argv.slice(2)
const program = asked.length === 0 ? ['main'] : ['cli/main', ...asked]
const [main, ...args] = program
const child = spawn(
  findNode(),
  [
    ...(asked.length === 0 ? ['--max-semi-space-size=64'] : []),
    join(HERE, 'guard.js'),
    join(HERE, main + extension),
    ...args
  ],
  { stdio: 'inherit' }
)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
// npx passes no signal on: whoever ends it means the gateway, which would go on out of sight.
const parent = process.ppid
if (process.env.npm_lifecycle_event !== undefined) {
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    child.kill('SIGTERM')
  }, 500)
}
child.once('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 1)
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
})
