// `payment list|show`.
import { Command } from 'commander'
import { AppError } from '../core/errors.ts'
import { parse, show } from '../core/ids.ts'
import { wire } from '../core/msat.ts'
import type { PaymentRow } from '../payment/entity.ts'
import { rows, type Rows } from '../payment/rows.ts'
import { view } from '../payment/view.ts'
import { attached, type Attached } from './attach.ts'
import { print } from './print.ts'

export const payment = (): Command =>
  new Command('payment')
    .description('payments and what the node said of them')
    .addCommand(
      new Command('list')
        .option('--stuck', 'only those that have been out for more than ten minutes')
        .option('--unfinished', 'only those that have not ended')
        .description('the newest hundred payments')
        .action(async (options: { stuck?: boolean; unfinished?: boolean }, command: Command) => {
          print(command, (await attached(to => room(to).newest(options))).map(brief))
        })
    )
    .addCommand(
      new Command('show')
        .argument('<id>')
        .description('one payment, with its evidence')
        .action(async (text: string, _options, command: Command) => {
          const id = parse('pay', text)
          const row = id && (await attached(to => room(to).find(id)))
          if (row === undefined) throw new AppError('not_found', `there is no payment ${text}`)
          print(command, { ...brief(row), ...evidence(row) })
        })
    )

const room = ({ em }: Attached): Rows => rows(() => em.fork())

function brief(row: PaymentRow) {
  const { amountMsat, feeMsat, status, stuck } = view(row)
  return {
    id: show('pay', row.id),
    account: show('acc', row.account),
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
  dispatched_at: row.dispatchedAt?.toISOString() ?? null,
  replied_at: row.repliedAt?.toISOString() ?? null,
  reply_code: row.replyCode,
  reply_message: row.replyMessage,
  paid: row.preimage !== null,
  ended_by: row.endedBy,
  error_code: row.errorCode,
  finished_at: row.finishedAt?.toISOString() ?? null
})
