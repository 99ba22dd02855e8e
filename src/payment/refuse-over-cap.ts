// What is refused before anything is held, since it would only wait (safe-payer.md 3.7).
import { AppError } from '../core/errors.ts'
import type { Deps } from './deps.ts'
import type { PaymentOrder } from './open.ts'

/**
 * Whoever fills the class of long calls waits for one of them to end,
 * and what alone is above the sum of all would wait for ever.
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
