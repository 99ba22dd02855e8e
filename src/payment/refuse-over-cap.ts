// Refuses payments that could only wait, before anything is held (safe-payer.md 3.7).
import { AppError } from '../core/errors.ts'
import type { Deps } from './deps.ts'
import type { PaymentOrder } from './order.ts'

/**
 * A root that fills the class of long calls would wait for one of them to end, and a payment above
 * the limit of the total sum would wait for ever.
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
