// `audit`: the oracle over the whole books; exit code 1 when they do not balance.
import { Command } from 'commander'
import { audit as books } from '../ledger/audit.ts'
import { attached } from './attach.ts'
import { print } from './print.ts'

export const audit = (): Command =>
  new Command('audit')
    .description('prove that the books balance, or list what does not; exit code 1 then')
    .action(async (_options, command: Command) => {
      const violations = await attached(({ em }) => books(em))
      if (violations.length > 0) {
        print(command, violations)
        process.exitCode = 1
      } else {
        print(command, { books: 'balance' })
      }
    })
