// Entry point of `npm run gateway -- …`, the command line for operators and contributors.
import { program } from './program.ts'
import { atTerminal } from './at-terminal.ts'

await atTerminal(async () => (await program(process.argv.slice(2))).parseAsync())
