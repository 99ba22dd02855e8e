// Lists the times of all rooms that a clock of the database which is ahead defers.
import { UPDATE_LEASES } from '../bot/inbox/updates.ts'
import type { Deferral } from '../core/deferral.ts'
import { CURSOR_LEASE } from '../deposit/cursor.ts'
import { LOOKS } from '../deposit/poll.ts'
import { WEBHOOK_LEASES, WEBHOOK_TRIES } from '../notify/due-sends.ts'
import { OUTBOX_LEASES } from '../notify/outbox.ts'
import { HEARTBEATS } from '../payment/fence/generations.ts'
import { DRIVER_LEASES } from '../payment/rows.ts'
import { DELIVERIES } from '../purchase/due-deliveries.ts'

export const DEFERRALS: readonly Deferral[] = [
  LOOKS,
  CURSOR_LEASE,
  DRIVER_LEASES,
  HEARTBEATS,
  DELIVERIES,
  OUTBOX_LEASES,
  WEBHOOK_TRIES,
  WEBHOOK_LEASES,
  UPDATE_LEASES
]
