// `audit`: checks the whole books. Exit code 1 if they do not balance; a failure to check has
// another code (command-line.ts), since a script must not confuse the two.
import { Command } from 'commander'
import { audit as books } from '../ledger/audit.ts'
import { attached } from './attach.ts'
import { printRows } from './print.ts'
import { Ended, type Shell } from './shell.ts'

export const audit = (shell: Shell): Command =>
  new Command('audit')
    .description('prove that the books balance (0), or list what does not (1); 3: could not look')
    .action(async (_options, command: Command) => {
      const violations = await attached(shell, ({ em }) => books(em))
      if (violations.length > 0) {
        shell.console.error(`The books do not balance: ${violations.length} findings.`)
        printRows(shell, command, violations)
        throw new Ended(1)
      }
      printRows(shell, command, { books: 'balance' })
    })
