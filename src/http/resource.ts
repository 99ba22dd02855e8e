// Renders the subject of an event as its own route would.
import { showId, type Id } from '../core/ids.ts'
import type { Present } from '../notify/body.ts'
import type { WebhookRow } from '../notify/entity.ts'
import { presentDeposit } from './routes/deposits.ts'
import { presentPayment } from './routes/payments.ts'
import { presentPurchase } from './routes/purchases.ts'
import { presentTransfer } from './routes/transfers.ts'
import { presentWebhook } from './routes/webhooks.ts'
import type { Rooms } from './wire/rooms.ts'

type Sources = Pick<Rooms, 'deposits' | 'payments' | 'purchases' | 'transfers'> & {
  readonly publicUrl: string
  readonly webhook: (account: Id, id: Id) => Promise<WebhookRow | undefined>
}

export const resource =
  (rooms: Sources): Present =>
  async ({ account, type, subject }) => {
    switch (type) {
      case 'deposit.settled': {
        const found = await rooms.deposits.find(account, subject)
        const policy = found === undefined ? null : rooms.deposits.policyOf(found.method)
        return found && presentDeposit(found, rooms.publicUrl, policy)
      }
      case 'payment.succeeded':
      case 'payment.failed': {
        const found = await rooms.payments.find(account, subject)
        return found && presentPayment(found)
      }
      case 'purchase.paid':
      case 'purchase.delivered':
      case 'purchase.failed': {
        const found = await rooms.purchases.find(account, subject)
        return found && presentPurchase(found)
      }
      case 'transfer.received':
      case 'transfer.returned': {
        const found = await rooms.transfers.find(account, subject)
        return found && presentTransfer(found)
      }
      case 'webhook.disabled':
      case 'webhook.test': {
        const found = await rooms.webhook(account, subject)
        return found ? presentWebhook(found) : { id: showId('whk', subject) }
      }
      default:
        return type satisfies never
    }
  }
