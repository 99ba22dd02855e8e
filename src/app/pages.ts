// Wires the pages to the rooms that they call.
import { randomBytes } from 'node:crypto'
import { pictureReader } from '../bot/qr/read.ts'
import { people } from '../bot/store/people.ts'
import type { Config } from '../config.ts'
import { clock } from '../core/clock.ts'
import { strangerLimit } from '../core/strangers.ts'
import { query } from '../db/query.ts'
import { commands } from '../http/commands.ts'
import { statementCsv } from '../http/routes/transactions.ts'
import { toAppError } from '../http/wire/problem.ts'
import { findClaim } from '../ledger/claim.ts'
import type { Paid } from '../paid/paid.ts'
import { reveals } from '../purchase/reveals.ts'
import type { Developing } from '../web/developers/rooms.ts'
import { busyPage } from '../web/ground/busy.ts'
import { missingPage } from '../web/ground/missing.ts'
import { pages } from '../web/pages.ts'
import { operatorRooms, type Operated } from './operator.ts'
import type { Playground } from '../web/playground/port.ts'
import type { Provision } from './provision.ts'
import type { OpenRooms } from './rooms.ts'

type Deps = Operated & {
  readonly config: Pick<Config, 'publicUrl' | 'telegram'>
  readonly rooms: OpenRooms
  readonly telling: Pick<Developing, 'webhooks' | 'eventLog'>
  readonly selling: { readonly selling: { readonly paid: Paid } | undefined }
  /** Set only in the sandbox. */
  readonly made: Provision | undefined
  readonly playground: Playground | undefined
}

export const openPages = ({
  config,
  rooms,
  selling,
  telling,
  made,
  playground,
  ...operated
}: Deps) =>
  pages({
    ...rooms,
    catalogue: rooms.lapps.list,
    webhooks: telling.webhooks,
    eventLog: telling.eventLog,
    paid: selling.selling?.paid,
    operator: operatorRooms(operated),
    reveals: reveals(operated.em),
    statementCsv: (account, type, only) =>
      statementCsv(rooms.statement, account, type, { cursor: undefined, only }),
    people: people(
      async <T extends object>(text: string, values: readonly unknown[] = []) =>
        query<T>(operated.em, text, [...values]),
      clock.now
    ),
    readPicture: pictureReader(),
    claimed: async key => (await findClaim(operated.em, key))?.resource,
    strangers: strangerLimit(() => performance.now()),
    random: randomBytes,
    now: rooms.time.date,
    publicUrl: config.publicUrl,
    sandboxKey: made?.api_key,
    commands: made === undefined ? [] : commands(config.publicUrl, made.api_key),
    playground,
    botToken: config.telegram?.token,
    toRefusal: error => toAppError(error, 'POST')
  })

/** What people see where no page is drawn: the gateway has too much to do, or there is none. */
export const plainPages = (config: Pick<Config, 'publicUrl' | 'shedLateMs'>) => ({
  shedding: { lateMs: config.shedLateMs, page: busyPage },
  missingPage: missingPage(config.publicUrl)
})
