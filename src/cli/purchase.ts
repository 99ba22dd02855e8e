// `purchase refund`.
import { Command } from 'commander'
import { AppError } from '../core/errors.ts'
import { showId } from '../core/ids.ts'
import { msat, MSAT_MAX, wire, type Msat } from '../core/msat.ts'
import { refund } from '../operate/refund.ts'
import { decided, idOf, withWord, type Spoken } from './operator.ts'
import { printRows } from './print.ts'
import type { Shell } from './shell.ts'

type Refunding = Spoken & { readonly amountMsat?: string }

export const purchase = (shell: Shell): Command =>
  new Command('purchase').description('what was bought').addCommand(
    withWord(
      new Command('refund')
        .argument('<id>')
        .option('--amount-msat <n>', 'how much; without it, all that is left')
        .description('give a purchase back to its buyer, wholly or in part; the house bears it')
    ).action(async (text: string, { amountMsat, ...word }: Refunding, command: Command) => {
      const amount = amountMsat === undefined ? undefined : amountOf(amountMsat)
      const given = await decided(shell, async deps =>
        refund(idOf('pur', 'purchase', text), amount, word, deps)
      )
      printRows(shell, command, {
        id: showId('pur', given.purchase),
        account: showId('acc', given.account),
        amount_msat: wire(given.amountMsat),
        refunded_msat: wire(given.refundedMsat),
        paid_msat: wire(given.paidMsat)
      })
    })
  )

function amountOf(text: string): Msat {
  const amount = /^[0-9]{1,16}$/.test(text) ? BigInt(text) : 0n
  if (amount > 0n && amount <= MSAT_MAX) return msat(amount)
  throw new AppError('invalid_request', `--amount-msat must be an integer from 1 to ${MSAT_MAX}`)
}
