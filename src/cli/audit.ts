// `audit`: checks the whole books. Exit code 1 if they do not balance; a failure to check has
// another code (at-terminal.ts), since a script must not confuse the two.
import { Command } from 'commander'
import { audit as books } from '../ledger/audit.ts'
import { attached } from './attach.ts'
import { printRows } from './print.ts'

export const audit = (): Command =>
  new Command('audit')
    .description('prove that the books balance (0), or list what does not (1); 3: could not look')
    .action(async (_options, command: Command) => {
      const violations = await attached(({ em }) => books(em))
      if (violations.length > 0) {
        console.error(`The books do not balance: ${violations.length} findings.`)
        printRows(command, violations)
        process.exitCode = 1
      } else {
        printRows(command, { books: 'balance' })
      }
    })
