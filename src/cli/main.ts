// Entry point of `npm run gateway -- …`, the command line for operators and contributors.
import { readConfig } from '../config.ts'
import { commandLine } from './command-line.ts'

const code = await commandLine(process.argv.slice(2), {
  readConfig,
  console,
  keyboard: () =>
    process.stdin.isTTY ? { input: process.stdin, output: process.stdout } : undefined
})
// Never 0: a bug after this must still be one.
if (code !== 0) process.exitCode = code
