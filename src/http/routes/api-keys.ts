// API keys: a key creates keys for its own account or a sub-account, never with more rights than
// its own.
import type { Caller } from '../../account/keys.ts'
import { mustCover } from '../../account/limits.ts'
import type { ApiKey } from '../../account/key-view.ts'
import { AppError } from '../../core/errors.ts'
import { parse, type Id } from '../../core/ids.ts'
import type { App } from '../wire/app.ts'
import { markReplayed, optionalKey } from '../wire/idempotency-key.ts'
import { KEY, NEW_KEY, present, WISH, requestedKey } from '../wire/key-shapes.ts'
import { list, PAGE, pageOf, presentPage } from '../wire/pages.ts'
import type { Rooms } from '../wire/rooms.ts'
import * as s from '../wire/schema.ts'

type ApiKeyRooms = Pick<Rooms, 'accounts' | 'claimKey' | 'keys'>

/** Another owner's account is reported as not found; an operator's key reaches all. */
async function accountFor({ accounts }: ApiKeyRooms, caller: Caller, named?: string): Promise<Id> {
  if (named === undefined) return caller.account
  const id = parse('acc', named)
  if (id === caller.account) return id
  const account = id && (await accounts.find(id))
  const reached = caller.scopes.includes('admin') || account?.parent === caller.account
  if (!account || !reached) throw new AppError('not_found', 'There is no such account')
  return account.id
}

/**
 * Whose keys the caller sees and revokes: those of its account and sub-accounts, or everybody's.
 */
const reach = (caller: Caller): Id | undefined =>
  caller.scopes.includes('admin') ? undefined : caller.account

const missing = (): AppError => new AppError('not_found', 'There is no such key')

const QUERY = s.fields({
  ...PAGE,
  account: { type: 'string', maxLength: 100, description: 'Only the keys of this account' }
})

const ROTATION = s.exactly({
  overlap_s: {
    type: 'integer',
    minimum: 0,
    maximum: 2_592_000,
    description: 'How many seconds the secret before it works on, from 0 to 2592000 (30 days)'
  }
})

const tags = ['api-keys']
const config = { scope: 'keys:write' } as const

export function apiKeys(app: App, rooms: ApiKeyRooms): void {
  app.post(
    '/api-keys',
    {
      config: { ...config, idempotent: 'optional' },
      schema: { tags, summary: 'Make a key', body: WISH, response: { 201: NEW_KEY } }
    },
    async (request, reply) => {
      const { caller, body } = request
      const account = await accountFor(rooms, caller, body.account)
      const wanted = { ...requestedKey(body, new Date()), account, maker: caller }
      const idempotency = optionalKey(request)
      const claimed = idempotency && (await rooms.claimKey(caller.account, idempotency))
      const { apiKey, secret = null } = claimed
        ? await rooms.keys.createOnce(wanted, claimed.id)
        : await rooms.keys.create(wanted)
      markReplayed(reply, secret === null)
      return reply.code(201).send({ ...present(apiKey), key: secret })
    }
  )
  app.get(
    '/api-keys',
    {
      config: { scope: 'account:read' },
      schema: {
        tags,
        summary:
          'List the keys of the account and of its sub-accounts; with the scope admin, all keys',
        querystring: QUERY,
        response: { 200: list(KEY) }
      }
    },
    async ({ caller, query }) => {
      const { account } = query
      const keys =
        account === undefined
          ? await rooms.keys.list(reach(caller), pageOf(query), 'below')
          : await rooms.keys.list(await accountFor(rooms, caller, account), pageOf(query))
      return presentPage(keys, present)
    }
  )
  one(app, rooms)
}

/** Routes of a single key. */
function one(app: App, { keys }: ApiKeyRooms): void {
  const find = async (caller: Caller, shown: string): Promise<ApiKey> => {
    const id = parse('key', shown)
    const found = id && (await keys.find(id, reach(caller), 'below'))
    if (found === undefined) throw missing()
    return found
  }
  app.get(
    '/api-keys/:id',
    {
      config: { scope: 'account:read' },
      schema: {
        tags,
        summary: 'Read a key: what is left of its budget, when it was last used',
        params: s.BY_ID,
        response: { 200: KEY }
      }
    },
    async ({ caller, params }) => present(await find(caller, params.id))
  )
  app.post(
    '/api-keys/:id/rotate',
    {
      config,
      schema: {
        tags,
        summary: 'Give a key a new secret, while the one before it works on for a while',
        params: s.BY_ID,
        body: ROTATION,
        response: { 200: NEW_KEY }
      }
    },
    async ({ caller, params, body }) => {
      const key = await find(caller, params.id)
      // Whoever reads the new secret can do all that the key can.
      if (key.id !== caller.key) mustCover(caller, key)
      const rotated = await keys.rotate(key.id, body.overlap_s)
      if (rotated === undefined) throw missing()
      return { ...present(rotated.apiKey), key: rotated.secret }
    }
  )
  app.delete(
    '/api-keys/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Revoke a key of the account or of a sub-account',
        params: s.BY_ID,
        response: { 204: { type: 'null' } }
      }
    },
    async ({ caller, params }, reply) => {
      const id = parse('key', params.id)
      if (!id || !(await keys.revoke(id, reach(caller), 'below'))) throw missing()
      return reply.code(204).send(null)
    }
  )
}
