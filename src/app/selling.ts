// Sells to callers without an account, if the operator allows it.
import { randomBytes } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Config } from '../config.ts'
import { clock } from '../core/clock.ts'
import type { Job } from '../core/schedule.ts'
import type { Selling } from '../http/routes/paid.ts'
import { paid } from '../paid/paid.ts'
import type { OpenRooms } from './rooms.ts'

type Deps = {
  readonly em: EntityManager
  readonly config: Pick<Config, 'paidEndpoints'>
  readonly rooms: OpenRooms
  readonly network: string
  readonly frozen: () => Promise<string | undefined>
}

export function openSelling({ em, config, rooms, network, frozen }: Deps): {
  readonly selling: Omit<Selling, 'publicUrl'> | undefined
  readonly jobs: readonly Job[]
} {
  if (!config.paidEndpoints) return { selling: undefined, jobs: [] }
  const room = paid({ em, ...rooms, frozen, random: randomBytes, clock })
  return {
    selling: { paid: room, network },
    jobs: [{ name: 'forget unpaid offers', everyMs: 3_600_000, run: room.prune }]
  }
}
