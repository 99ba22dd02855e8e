// `suspense list|assign`.
import { Command } from 'commander'
import { showId } from '../core/ids.ts'
import { wire } from '../core/msat.ts'
import { assignReceipt, suspended, type Receipt } from '../operate/suspense.ts'
import { accountNamed } from './account-named.ts'
import { attached } from './attach.ts'
import { decided, idOf, withWord, type Spoken } from './operator.ts'
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
          const id = idOf('rcp', 'receipt', text)
          const given = await decided(shell, async deps => {
            const account = await accountNamed(deps, options.account)
            const receipt = await assignReceipt(id, account, options, deps)
            return { ...row(receipt), account: showId('acc', account) }
          })
          printRows(shell, command, given)
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
