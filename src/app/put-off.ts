// Lists the times of all rooms that a wrong clock of the database would put off.
import { OUTSTANDING_UPDATES } from '../bot/inbox/updates.ts'
import type { PutOff } from '../core/put-off.ts'
import { CURSOR_LEASE } from '../deposit/cursor.ts'
import { LOOKS } from '../deposit/poll.ts'
import { WEBHOOK_LEASES, WEBHOOK_TRIES } from '../notify/due-sends.ts'
import { NEWS_LEASES } from '../notify/outbox.ts'
import { SIGNS_OF_LIFE } from '../payment/fence/generations.ts'
import { DRIVER_LEASES } from '../payment/rows.ts'
import { DELIVERIES } from '../purchase/due-deliveries.ts'

export const PUT_OFF: readonly PutOff[] = [
  LOOKS,
  CURSOR_LEASE,
  DRIVER_LEASES,
  SIGNS_OF_LIFE,
  DELIVERIES,
  NEWS_LEASES,
  WEBHOOK_TRIES,
  WEBHOOK_LEASES,
  OUTSTANDING_UPDATES
]
