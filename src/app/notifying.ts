// Wires notifications to programs: webhooks and streams, over one event log.
import { randomBytes } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Config } from '../config.ts'
import type { Clock } from '../core/clock.ts'
import type { Log } from '../core/log.ts'
import type { Job } from '../core/schedule.ts'
import type { Wake } from '../core/wake.ts'
import { resource } from '../http/resource.ts'
import type { Rooms } from '../http/wire/rooms.ts'
import { ANY, PUBLIC } from '../net/decide.ts'
import { guardedFetch } from '../net/fetch.ts'
import { byNameServers, bySystem } from '../net/resolve.ts'
import { dueSends } from '../notify/due-sends.ts'
import { eventLog } from '../notify/event-log.ts'
import { sends } from '../notify/sends.ts'
import { stream } from '../notify/stream.ts'
import { webhooks } from '../notify/webhooks.ts'

type Deps = {
  readonly config: Pick<Config, 'webhookAllowPrivate' | 'publicUrl'>
  readonly em: EntityManager
  /** The database's: deliveries of one gateway are sent, and given up, by any. */
  readonly clock: Pick<Clock, 'date'>
  readonly rooms: Pick<Rooms, 'deposits' | 'payments' | 'purchases' | 'transfers'>
  readonly log: Log
  readonly stop: AbortSignal
  readonly wake: Wake
}

export function openNotifying({ config, em, clock, rooms, log, stop, wake }: Deps) {
  const wall = config.webhookAllowPrivate
    ? { rules: ANY, resolve: bySystem }
    : { rules: PUBLIC, resolve: byNameServers() }
  const client = guardedFetch(wall)
  const events = eventLog(em)
  const present = resource({
    ...rooms,
    publicUrl: config.publicUrl,
    webhook: async (account, id) => hooks.find(account, id)
  })
  const { fetch } = client
  const due = dueSends(em)
  const sending = sends({ due, fetch, present, clock, log, stop, moreDue: wake.ring })
  const { rules } = wall
  const hooks = webhooks({ em, events, sends: sending, rules, random: randomBytes, clock })
  const following = stream({ log: events, present, clock, enqueued: wake.ring })
  const jobs: readonly Job[] = [
    ...following.jobs,
    ...sending.jobs,
    { name: 'forget old events', everyMs: 3_600_000, run: events.prune }
  ]
  return {
    webhooks: hooks,
    events: following,
    eventLog: events,
    jobs,
    idle: sending.idle,
    close: client.close
  }
}
