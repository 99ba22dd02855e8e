// Lists the periodic jobs of all rooms, which run as long as the gateway does.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Job } from '../core/schedule.ts'
import { undoDeferrals } from '../db/undo-deferrals.ts'
import { rotatePartitions } from '../db/partitions.ts'
import { pruneBatches } from '../ledger/prune.ts'
import type { Lightning } from '../lightning/port.ts'
import { limitsFor } from '../payment/queue/fair-queue.ts'
import { DEFERRALS } from './deferrals.ts'
import type { OpenRooms } from './rooms.ts'

export const jobsOf = (rooms: OpenRooms, em: EntityManager, node: Lightning): readonly Job[] => [
  ...ofMoney(rooms, node),
  ...ofPeople(rooms),
  { name: 'measure LApps', everyMs: 30_000, run: () => rooms.health.measure() },
  { name: 'turn partitions', everyMs: 60_000, run: () => rotatePartitions(em) },
  rooms.time.job,
  undoDeferrals(em, DEFERRALS, rooms.time),
  { name: 'prune batches', everyMs: 3_600_000, run: () => pruneBatches(em) }
]

const ofMoney = (
  { payments, purchases, deposits, transfers, turns }: OpenRooms,
  node: Lightning
): readonly Job[] => [
  ...payments.jobs,
  ...purchases.jobs,
  {
    name: 'count channels',
    everyMs: 60_000,
    run: async () => turns.limit(limitsFor(await node.channels()))
  },
  { name: 'carry over what was joined', everyMs: 10_000, run: () => transfers.carryOver() },
  { name: 'complete deposits', everyMs: 10_000, run: () => deposits.recover() },
  { name: 'return unclaimed transfers', everyMs: 60_000, run: () => transfers.returnExpired() }
]

const ofPeople = ({ keys, identities, buckets, sessions, signIns }: OpenRooms): readonly Job[] => [
  { name: 'forget revoked keys', everyMs: 2_000, run: () => keys.watchRevocations() },
  { name: 'note the use of keys', everyMs: 10_000, run: () => keys.noteUses() },
  { name: 'forget who moved', everyMs: 2_000, run: () => identities.watchMoves() },
  { name: 'forget quiet callers', everyMs: 600_000, run: () => buckets.prune() },
  { name: 'forget who has left', everyMs: 3_600_000, run: () => sessions.prune() },
  { name: 'forget old sign-ins', everyMs: 3_600_000, run: () => signIns.prune() }
]
