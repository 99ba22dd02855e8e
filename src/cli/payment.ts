// `payment list|show|resolve`.
import { Command, Option } from 'commander'
import { AppError } from '../core/errors.ts'
import { newId, showId, type Id } from '../core/ids.ts'
import { wire } from '../core/msat.ts'
import type { PaymentRow } from '../payment/entity.ts'
import { paymentRows, type PaymentRows } from '../payment/rows.ts'
import { paymentView } from '../payment/view.ts'
import { askForFence, evidenceOf, lookAtNode, resolvePayment } from '../operate/resolve-payment.ts'
import { attached, type Attached } from './attach.ts'
import { idOf, mustBeMeant, withLedger, withNode, withWord, type Spoken } from './operator.ts'
import { printRows } from './print.ts'
import type { Shell } from './shell.ts'

export const payment = (shell: Shell): Command =>
  new Command('payment')
    .description('payments and what the node said of them')
    .addCommand(
      new Command('list')
        .option('--stuck', 'only those that have been out for more than ten minutes')
        .option('--unfinished', 'only those that have not ended')
        .description('the newest hundred payments')
        .action(async (options: { stuck?: boolean; unfinished?: boolean }, command: Command) => {
          printRows(
            shell,
            command,
            (await attached(shell, to => room(to).newest(options))).map(brief)
          )
        })
    )
    .addCommand(
      new Command('show')
        .argument('<id>')
        .description('one payment, with its evidence and what the node shows of it now')
        .action(async (text: string, _options, command: Command) => {
          printRows(
            shell,
            command,
            await attached(shell, to => shown(idOf('pay', 'payment', text), to))
          )
        })
    )
    .addCommand(resolve(shell))

type Resolving = Spoken & {
  readonly outcome?: 'failed' | 'paid'
  readonly fence?: true
  readonly yes?: true
}

const resolve = (shell: Shell): Command =>
  withWord(
    new Command('resolve')
      .argument('<id>')
      .addOption(
        new Option('--outcome <end>', 'what became of it')
          .choices(['failed', 'paid'])
          .conflicts('fence')
      )
      .option(
        '--fence',
        'give its call up and close its ways out, so that the node can prove its end'
      )
      .option('--yes', 'it cannot be undone')
      .description(
        'end a payment that hangs for ever, if its call is over (it was fenced, or lightningd was' +
          ' started anew since), no channel has an HTLC of it and (failed) no part of it is complete'
      )
  ).action(async (text: string, options: Resolving, command: Command) => {
    mustBeMeant(options)
    const { outcome, fence } = options
    if (outcome === undefined && fence === undefined) {
      throw new AppError('invalid_request', 'Say --outcome failed, --outcome paid, or --fence.')
    }
    const ended = await attached(shell, to =>
      withNode(to, node =>
        withLedger(to, commit => {
          const id = idOf('pay', 'payment', text)
          const deps = { rows: room(to), node, commit, newId }
          return outcome === undefined
            ? askForFence(id, options, deps)
            : resolvePayment(id, outcome, options, deps)
        })
      )
    )
    printRows(shell, command, { ...brief(ended), ...evidence(ended) })
  })

async function shown(id: Id, to: Attached) {
  const row = await room(to).find(id)
  if (row === undefined) throw new AppError('not_found', `there is no payment ${showId('pay', id)}`)
  const node = await withNode(to, node => lookAtNode(row, { rows: room(to), node })).then(
    sight => evidenceOf(row.paymentHash, sight),
    (error: unknown) => ({
      unknown: error instanceof AppError ? error.detail : 'the node does not answer'
    })
  )
  return { ...brief(row), ...evidence(row), at_the_node: node }
}

const room = ({ em }: Attached): PaymentRows => paymentRows(em)

function brief(row: PaymentRow) {
  const { amountMsat, feeMsat, status, stuck } = paymentView(row)
  return {
    id: showId('pay', row.id),
    account: showId('acc', row.account),
    status,
    state: row.state,
    stuck,
    amount_msat: wire(amountMsat),
    fee_msat: feeMsat === null ? null : wire(feeMsat),
    payment_hash: row.paymentHash,
    created_at: row.createdAt.toISOString()
  }
}

const evidence = (row: PaymentRow) => ({
  payee: row.payee,
  bolt11: row.bolt11,
  node_id: row.nodeId,
  generation: row.generation,
  dispatched_at: row.dispatchedAt?.toISOString() ?? null,
  replied_at: row.repliedAt?.toISOString() ?? null,
  reply_code: row.replyCode,
  reply_message: row.replyMessage,
  paid: row.preimage !== null,
  ended_by: row.endedBy,
  error_code: row.errorCode,
  finished_at: row.finishedAt?.toISOString() ?? null
})
