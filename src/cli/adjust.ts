// `adjust list|propose|approve|reject`.
import { Command } from 'commander'
import { AppError } from '../core/errors.ts'
import { showId } from '../core/ids.ts'
import { MSAT_MAX, wire } from '../core/msat.ts'
import {
  adjustments,
  decideOn,
  propose,
  type Adjustment,
  type SignedWord
} from '../operate/adjust.ts'
import { accountNamed } from './account-named.ts'
import { attached } from './attach.ts'
import { decided, idOf, whoAmI, withWord, type Spoken } from './operator.ts'
import { printRows } from './print.ts'
import type { Shell } from './shell.ts'

type Proposing = Spoken & { readonly account: string; readonly amountMsat: string }

export const adjust = (shell: Shell): Command =>
  new Command('adjust')
    .description('corrections by hand, in two steps by two people')
    .addCommand(
      new Command('list')
        .description('those that wait for their approval')
        .action(async (_options, command: Command) => {
          printRows(shell, command, (await attached(shell, ({ em }) => adjustments(em))).map(row))
        })
    )
    .addCommand(
      withWord(
        new Command('propose')
          .requiredOption('--account <account>', 'whose balance: an id, or a name')
          .requiredOption('--amount-msat <n>', 'what it gains; with a minus, what it loses')
          .description('the first step: nothing moves yet')
      ).action(async ({ account, amountMsat, ...word }: Proposing, command: Command) => {
        const amount = signed(amountMsat)
        const id = await decided(shell, async deps => {
          const request = { account: await accountNamed(deps, account), amountMsat: amount }
          return propose(request, signedBy(word), deps)
        })
        printRows(shell, command, { id: showId('adj', id), state: 'proposed' })
      })
    )
    .addCommand(decision(shell, 'approve', 'approved', 'the second step, by another: now it moves'))
    .addCommand(decision(shell, 'reject', 'rejected', 'nothing ever comes of it'))

const decision = (
  shell: Shell,
  name: string,
  end: 'approved' | 'rejected',
  description: string
): Command =>
  withWord(new Command(name).argument('<id>').description(description)).action(
    async (text: string, word: Spoken, command: Command) => {
      const ended = await decided(shell, async deps =>
        decideOn(idOf('adj', 'adjustment', text), end, signedBy(word), deps)
      )
      printRows(shell, command, row(ended))
    }
  )

/** Operators who share one system user cannot approve what was proposed under it. */
const signedBy = (word: Spoken): SignedWord => ({ ...word, osUser: whoAmI() })

function signed(text: string): bigint {
  const amount = /^[+-]?[0-9]{1,16}$/.test(text) ? BigInt(text.replace('+', '')) : 0n
  if (amount === 0n || amount > MSAT_MAX || -amount > MSAT_MAX) {
    const right = `an integer from 1 to ${MSAT_MAX}, or the same below zero`
    throw new AppError('invalid_request', `--amount-msat must be ${right}`)
  }
  return amount
}

const row = (shown: Adjustment) => ({
  id: showId('adj', shown.id),
  account: showId('acc', shown.account),
  amount_msat: wire(shown.amountMsat),
  state: shown.state,
  reason: shown.reason,
  proposed_by: shown.proposedBy,
  proposed_as: shown.proposedAs,
  decided_by: shown.decidedBy
})
