// Flushes xpay: after these rounds it has shown every part that was under way when they began,
// whatever the order of its steps (safe-payer.md 3.3, 7 d 2 and 3.8, 4).
import type { Lightning } from '../../lightning/port.ts'

/** xpay has answered: a reservation may still be under way, and is then injected. */
export const ROUNDS_AFTER_ERROR = 4
/** No answer was read: the call may be anywhere between the signer and its first part. */
export const ROUNDS_AFTER_LOSS = 8

/**
 * xpay talks to lightningd on two channels, so a question proves only that it has read what was
 * answered before; each answer is awaited before the next question.
 */
export async function flushXpay(
  node: Pick<Lightning, 'attempts' | 'router'>,
  paymentHash: string,
  rounds: number
): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await node.attempts(paymentHash)
    await node.router.layers()
  }
}
