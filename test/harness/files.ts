// What `npm test` gives to tap: a few programs that hold most test files, and each that needs a
// process of its own.
import { globSync } from 'node:fs'
import { ROOT } from './house/root.ts'
import { kinds } from './house/shares.ts'

/** Programs of `test/all` run them, so that they do not begin among the last. */
const LONG: readonly string[] = ['test/crash/steps.ts', 'test/sim/payment.ts']

const { alone } = await kinds()
const programs = globSync('test/all/*.ts', { cwd: ROOT })
const files = [
  ...programs.filter(path => !path.endsWith('/share.ts')),
  ...alone.filter(path => !LONG.includes(path))
]
process.stdout.write(`${files.join('\n')}\n`)
