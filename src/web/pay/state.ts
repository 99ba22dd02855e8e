// Derives the state of an invoice as the page shows it. Pure.
import { isLate, type Deposit } from '../../deposit/entity.ts'

export type Stand =
  | { readonly is: 'waiting'; readonly small: boolean }
  /** Confirmations so far, if its source counts them. */
  | { readonly is: 'seen'; readonly blocks: number | undefined }
  | { readonly is: 'received'; readonly moreMsat: bigint; readonly late: boolean }
  | { readonly is: 'partial'; readonly restMsat: bigint }
  | { readonly is: 'expired' }
  /** Long ago: its details are no longer shown. */
  | { readonly is: 'over' }

const MONTH_MS = 30 * 24 * 60 * 60 * 1000

export function standOf(deposit: Deposit, now: Date): Stand {
  const { status, amountMsat, receivedMsat, payments } = deposit
  const moving = payments.filter(({ state }) => state === 'pending')
  if (moving.length === 0 && isOld(deposit, now)) return { is: 'over' }
  switch (status) {
    case 'settled':
      return settled(deposit, receivedMsat ?? 0n, amountMsat)
    case 'pending':
    case 'expired':
      if (moving.length > 0) {
        const blocks = moving.map(({ confirmations }) => confirmations ?? 0)
        const counted = moving.some(({ confirmations }) => confirmations !== null)
        return { is: 'seen', blocks: counted ? Math.min(...blocks) : undefined }
      }
      return status === 'expired'
        ? { is: 'expired' }
        : { is: 'waiting', small: payments.some(({ state }) => state === 'small') }
    default:
      return status satisfies never
  }
}

function settled(deposit: Deposit, received: bigint, asked: bigint | null): Stand {
  if (asked !== null && received < asked) return { is: 'partial', restMsat: asked - received }
  const moreMsat = asked === null ? 0n : received - asked
  return { is: 'received', moreMsat, late: isLate(deposit) }
}

const isOld = ({ status, createdAt, settledAt, expiresAt }: Deposit, now: Date): boolean =>
  status !== 'pending' && now.getTime() - (settledAt ?? expiresAt ?? createdAt).getTime() > MONTH_MS
