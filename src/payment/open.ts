// Opens a payment: claims key and hash and holds the money, in one unit; or says why not.
import { AppError } from '../core/errors.ts'
import { keyInUse } from '../core/idempotency.ts'
import { heldAccountOf, type Id } from '../core/ids.ts'
import { metadataColumn } from '../core/metadata.ts'
import type { Msat } from '../core/msat.ts'
import { trace } from '../core/trace.ts'
import { spends } from '../ledger/spend.ts'
import type { Claim, Guard, Refused, Unit } from '../ledger/unit.ts'
import { hold } from './decide.ts'
import type { Deps } from './deps.ts'
import { UNSENT, type PaymentRow } from './entity.ts'
import { OverBudget, type PaymentOrder } from './order.ts'
import type { Caps } from './queue/fairness.ts'

/**
 * The unit that opens a payment; refused as a whole if the key, the hash or the balance does not
 * allow it.
 */
export function opening(
  order: PaymentOrder,
  row: PaymentRow,
  { rootMsat: maxMsat }: Pick<Caps, 'rootMsat'>,
  newId: () => Id
): Unit {
  const { id, account, paymentHash, amountMsat } = row
  const claims: Claim[] = [{ is: 'payment_hash', hash: paymentHash }]
  if (order.key !== undefined) {
    claims.unshift({ is: 'idempotency', ...order.key, account, resource: id })
  }
  if (maxMsat !== undefined) claims.push({ is: 'sum', account, amountMsat, maxMsat })
  claims.push(...spends(order.allowance?.budgets, id, hold(row)))
  return {
    entries: [
      {
        id: newId(),
        debit: account,
        credit: heldAccountOf(account),
        amountMsat: hold(row),
        kind: 'hold',
        subject: id
      }
    ],
    guards: [{ table: 'payment', id, from: null, set: columns(row) }, ...order.also],
    claims
  }
}

/** The row as it will be once the unit is committed, so that it need not be read back. */
export const rowOf = ({ invoice, ...order }: PaymentOrder, createdAt: Date): PaymentRow => ({
  ...UNSENT,
  id: order.id,
  account: order.account,
  purchase: order.purchase ?? null,
  bolt11: invoice.bolt11,
  paymentHash: invoice.paymentHash,
  payee: invoice.payee,
  description: invoice.description ?? null,
  amountMsat: invoice.amountMsat,
  maxFeeMsat: order.maxFeeMsat,
  surchargeMsat: order.surchargeMsat,
  invoiceAmountless: invoice.amountless,
  invoiceExpiresAt: invoice.expiresAt,
  holds: order.holds,
  comment: order.comment ?? null,
  successAction: order.successAction ?? null,
  metadata: order.metadata ?? null,
  budgeted: (order.allowance?.budgets.length ?? 0) > 0,
  trace: trace() ?? null,
  createdAt,
  leasedAt: createdAt
})

const columns = (row: PaymentRow): Guard['set'] => ({
  account: row.account,
  state: row.state,
  purchase: row.purchase,
  bolt11: row.bolt11,
  payment_hash: row.paymentHash,
  payee: row.payee,
  description: row.description,
  amount_msat: row.amountMsat,
  max_fee_msat: row.maxFeeMsat,
  surcharge_msat: row.surchargeMsat,
  invoice_amountless: row.invoiceAmountless,
  invoice_expires_at: row.invoiceExpiresAt,
  holds: row.holds,
  comment: row.comment,
  metadata: metadataColumn(row.metadata ?? undefined),
  success_action: row.successAction && JSON.stringify(row.successAction),
  trace: row.trace,
  budgeted: row.budgeted,
  created_at: row.createdAt,
  leased_at: 'now'
})

const totalOf = ({ invoice, maxFeeMsat, surchargeMsat }: PaymentOrder): Msat =>
  hold({ amountMsat: invoice.amountMsat, maxFeeMsat, surchargeMsat })

/** Why an invoice is refused that another payment of this gateway already has. */
export const takenError = (state: string): AppError =>
  state === 'settled'
    ? new AppError('already_paid', 'each invoice is paid once; ask for a new one')
    : new AppError('being_paid', 'look at the payment that is under way')

/** Why the ledger refused the hold, as a public error. */
export function refusalError(why: Refused, order: PaymentOrder): AppError {
  switch (why.is) {
    case 'insufficient_balance':
      return new AppError(
        'insufficient_balance',
        `it takes up to ${totalOf(order)} msat ` +
          `(amount, fee ceiling and surcharge); the balance is ${why.balanceMsat} msat`
      )
    case 'budget_exceeded':
      return new OverBudget(order, why.budget, why.leftMsat)
    case 'hash_taken':
      return takenError(why.state)
    case 'no_room':
      return why.of === 'busy'
        ? new AppError('not_ready', 'the gateways are busy; nothing was held, ask again')
        : new AppError('limit_exceeded', 'too much of yours is on its way; nothing was held')
    case 'state_differs':
      return keyInUse()
    case 'key_taken':
    case 'account_unknown':
    case 'constraint':
      return new AppError('internal', 'the ledger refused it; nothing was held', [], why)
    default:
      return why satisfies never
  }
}

/**
 * Refuses payments that could only wait, before anything is held (safe-payer.md 3.7): a root that
 * fills the class of long calls would wait for one of them to end, and a payment above the limit of
 * the total sum would wait for ever.
 * @throws {AppError} limit_exceeded
 */
export async function refuseOverCap(
  { account, invoice }: PaymentOrder,
  { turns, owners }: Pick<Deps, 'turns' | 'owners'>
): Promise<void> {
  const { gatewayMsat } = turns.caps
  if (gatewayMsat !== undefined && invoice.amountMsat > gatewayMsat) {
    throw new AppError('limit_exceeded', `above the ${gatewayMsat} msat that may be on their way`)
  }
  const { root } = await owners.of(account)
  if (!turns.clogs(root)) return
  const detail = 'earlier payments of yours are still held by who gets them; nothing more was held'
  throw new AppError('limit_exceeded', detail)
}
