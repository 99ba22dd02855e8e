// `npm run gateway -- …`: what operators and contributors do from a terminal.
import { program } from './program.ts'
import { atTerminal } from './at-terminal.ts'

await atTerminal(() => program().parseAsync())
