// Sub-accounts: for an app that has users of its own.
import type { Account } from '../../account/accounts.ts'
import type { Caller } from '../../account/keys.ts'
import { AppError } from '../../core/errors.ts'
import { parse } from '../../core/ids.ts'
import type { App } from '../wire/app.ts'
import { markReplayed, optionalKey } from '../wire/idempotency-key.ts'
import { EXTERNAL_ID, listQuery, narrowedPage, type ListQuery } from '../wire/list-filters.ts'
import { list, presentPage } from '../wire/pages.ts'
import type { Rooms } from '../wire/rooms.ts'
import * as s from '../wire/schema.ts'
import { ACCOUNT, presentAccount } from './account.ts'

const STATUSES = ['open', 'closed'] as const

const SHAPE = s.named(
  'SubAccount',
  s.exactly({
    ...ACCOUNT.properties,
    status: { type: 'string', enum: STATUSES },
    external_id: s.MAYBE_TEXT,
    metadata: s.NOTED
  })
)

const present = (account: Account) => ({
  ...presentAccount(account),
  status: account.isClosed ? ('closed' as const) : ('open' as const),
  external_id: account.externalId,
  metadata: account.metadata
})

const WISH = s.fields({ name: s.NAME, external_id: EXTERNAL_ID, metadata: s.METADATA }, ['name'])

const CHANGE = {
  type: 'object',
  description: 'What is left out stays as it is',
  properties: {
    name: s.NAME,
    external_id: { ...EXTERNAL_ID, type: ['string', 'null'] },
    metadata: s.METADATA
  },
  additionalProperties: false
} as const

type AccountRooms = Pick<Rooms, 'accounts' | 'claimKey' | 'closeAccount'>
const tags = ['accounts']
const config = { scope: 'accounts:write' } as const

export function accounts(app: App, rooms: AccountRooms): void {
  many(app, rooms)
  one(app, rooms)
}

function many(app: App, rooms: AccountRooms): void {
  app.post(
    '/accounts',
    {
      config: { ...config, idempotent: 'optional' },
      schema: {
        tags,
        summary: 'Open a sub-account of the account of the key',
        body: WISH,
        response: { 201: SHAPE }
      }
    },
    async (request, reply) => {
      const { caller, body } = request
      const key = optionalKey(request)
      const claimed = key && (await rooms.claimKey(caller.account, key))
      markReplayed(reply, claimed?.replayed ?? false)
      const { name, external_id: externalId, metadata } = body
      const wish = { name, externalId, metadata, parent: caller.account, id: claimed?.id }
      return reply.code(201).send(present(await rooms.accounts.open(wish)))
    }
  )
  app.get<{ Querystring: ListQuery }>(
    '/accounts',
    {
      config: { scope: 'account:read' },
      schema: {
        tags,
        summary:
          'List the sub-accounts of the account of the key; with the scope admin, every account',
        querystring: listQuery({ status: STATUSES, paymentHash: false, externalId: true }),
        response: { 200: list(SHAPE) }
      }
    },
    async ({ caller, query }) => {
      const parent = caller.scopes.includes('admin') ? undefined : caller.account
      return presentPage(await rooms.accounts.list(parent, narrowedPage(query)), present)
    }
  )
}

function one(app: App, { accounts, closeAccount }: AccountRooms): void {
  const find = async (caller: Caller, shown: string): Promise<Account> => {
    const id = parse('acc', shown)
    const found = id && (await accounts.find(id))
    const isReached = caller.scopes.includes('admin') || found?.parent === caller.account
    if (!found || !isReached) throw missing()
    return found
  }
  const params = s.BY_ID
  app.get(
    '/accounts/:id',
    {
      config: { scope: 'account:read' },
      schema: { tags, summary: 'Read a sub-account', params, response: { 200: SHAPE } }
    },
    async ({ caller, params: { id } }) => {
      const own = parse('acc', id) === caller.account ? await accounts.find(caller.account) : null
      return present(own ?? (await find(caller, id)))
    }
  )
  app.patch(
    '/accounts/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Rename a sub-account, or note something of it',
        params,
        body: CHANGE,
        response: { 200: SHAPE }
      }
    },
    async ({ caller, params: { id }, body }) => {
      const found = await find(caller, id)
      const { name, external_id: externalId, metadata } = body
      const changed = await accounts.describe(found.id, { name, externalId, metadata })
      return present(changed ?? found)
    }
  )
  app.post(
    '/accounts/:id/close',
    {
      config,
      schema: {
        tags,
        summary: 'Close a sub-account: what it has goes to its owner',
        description:
          'Its keys are revoked. While something of it is held, or it has open sub-accounts of its own, ' +
          'the answer is 409 account_busy. What comes in later goes to the owner as well.',
        params,
        response: { 200: SHAPE }
      }
    },
    async ({ caller, params: { id } }) => {
      const found = await find(caller, id)
      if (found.parent === null) throw missing()
      await closeAccount(found.id, found.parent)
      return present((await accounts.find(found.id)) ?? found)
    }
  )
}

const missing = (): AppError => new AppError('not_found', 'There is no such sub-account')
