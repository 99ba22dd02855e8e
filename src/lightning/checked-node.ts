// Wraps the node and checks it again after each restart (safe-payer.md 3.1): another node, or the
// same with an older database, is sent no payment, and its rows end none.
import type { Lightning } from './port.ts'
import { NodeSilent } from './errors.ts'

/** Time limit of the check before a call that must not be late; other checks may take longer. */
const AT_ONCE_MS = 500

/**
 * Calls that move money wait for the check; if it finds a fault nothing is called, and the next
 * call checks again. Without an `identity` (no unix socket) only the check at start-up applies.
 * @param fault why this node must not be used, in one line with the remedy
 */
export function checkedNode(node: Lightning, fault: () => Promise<string | undefined>): Lightning {
  let vouchedFor: string | undefined
  let looking: Promise<void> | undefined

  async function vouch(): Promise<void> {
    // Restarted during the check, it may be yet another one.
    for (;;) {
      const identity = await node.identity()
      if (identity === undefined || identity === vouchedFor) return
      looking ??= look(identity).finally(() => (looking = undefined))
      await looking
    }
  }
  async function look(identity: string): Promise<void> {
    const why = await fault()
    if (why !== undefined) throw new NodeSilent(why)
    vouchedFor = identity
  }

  return {
    ...node,
    info: () => vouch().then(() => node.info()),
    invoice: request => vouch().then(() => node.invoice(request)),
    findInvoice: label => vouch().then(() => node.findInvoice(label)),
    waitAnyInvoice: (...after) => vouch().then(() => node.waitAnyInvoice(...after)),
    changedInvoices: (...from) => vouch().then(() => node.changedInvoices(...from)),
    ownInvoice: of => vouch().then(() => node.ownInvoice(of)),
    attempts: of => vouch().then(() => node.attempts(of)),
    parts: (...of) => vouch().then(() => node.parts(...of)),
    endedParts: (...from) => vouch().then(() => node.endedParts(...from)),
    pendingParts: () => vouch().then(() => node.pendingParts()),
    watermark: () => vouch().then(() => node.watermark()),
    async pay(request) {
      const begunAt = performance.now()
      try {
        await vouch()
      } catch (error) {
        const why = error instanceof Error ? error.message : 'the node was not looked at'
        return { is: 'unsent', why }
      }
      // A process that takes the payment over relies on a call being written soon or never.
      if (performance.now() - begunAt > AT_ONCE_MS) {
        return { is: 'unsent', why: 'the node was looked at for too long' }
      }
      return node.pay(request)
    }
  }
}
