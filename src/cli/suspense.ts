// `suspense list|assign`.
import { Command } from 'commander'
import { AppError } from '../core/errors.ts'
import { parse, showId } from '../core/ids.ts'
import { wire } from '../core/msat.ts'
import { assignReceipt, suspended, type Receipt } from '../operate/suspense.ts'
import type { Commit } from '../ledger/unit.ts'
import { accountNamed } from './account-named.ts'
import { attached } from './attach.ts'
import { withLedger, withWord, type Spoken } from './operator.ts'
import { printRows } from './print.ts'
import type { Shell } from './shell.ts'

export const suspense = (shell: Shell): Command =>
  new Command('suspense')
    .description('money that came in and is nobody’s')
    .addCommand(
      new Command('list')
        .description('what waits for its owner, the newest hundred')
        .action(async (_options, command: Command) => {
          printRows(shell, command, (await attached(shell, ({ em }) => suspended(em))).map(row))
        })
    )
    .addCommand(
      withWord(
        new Command('assign')
          .argument('<receipt>')
          .requiredOption('--account <account>', 'whose it is: an id, or a name')
          .description('give it to an account, all of it, once')
      ).action(
        async (text: string, options: Spoken & { readonly account: string }, command: Command) => {
          const id = parse('rcp', text)
          if (id === undefined) throw new AppError('not_found', `there is no receipt ${text}`)
          const { given, account } = await attached(shell, async to => {
            const account = await accountNamed(to, options.account)
            const deps = (commit: Commit) => ({ em: to.em, commit })
            const given = await withLedger(to, commit =>
              assignReceipt(id, account, options, deps(commit))
            )
            return { given, account }
          })
          printRows(shell, command, { ...row(given), account: showId('acc', account) })
        }
      )
    )

const row = ({ id, state, amountMsat, label, paymentHash, paidAt }: Receipt) => ({
  id: showId('rcp', id),
  state,
  amount_msat: wire(amountMsat),
  label,
  payment_hash: paymentHash,
  paid_at: paidAt.toISOString()
})
