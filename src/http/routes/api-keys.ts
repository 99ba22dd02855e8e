// API keys: a key makes keys for its own account or a
// sub-account, never with more than it may do itself.
import type { FastifyPluginCallbackJsonSchemaToTs } from '@fastify/type-provider-json-schema-to-ts'
import { SCOPES, type ApiKey, type Caller } from '../../account/keys.ts'
import { AppError } from '../../core/errors.ts'
import { parse, showId, type Id } from '../../core/ids.ts'
import { markReplayed, optionalKey } from '../wire/idempotency-key.ts'
import { list, PAGE, pageOf, presentPage } from '../wire/pages.ts'
import type { Rooms } from '../wire/rooms.ts'
import * as s from '../wire/schema.ts'

const FIELDS = s.exactly({
  id: s.TEXT,
  name: s.TEXT,
  account: s.TEXT,
  prefix: { ...s.TEXT, description: 'How the key begins' },
  scopes: { type: 'array', items: { type: 'string', enum: SCOPES } },
  created_at: s.TIME
})

const KEY = s.named('ApiKey', FIELDS)

const NEW_KEY = s.exactly({
  ...FIELDS.properties,
  key: {
    ...s.MAYBE_TEXT,
    description:
      'Shown only once: null in the answer to a repeat by its Idempotency-Key. Whoever has lost it revokes this key and makes another'
  }
})

const present = (key: ApiKey) => ({
  id: showId('key', key.id),
  name: key.name,
  account: showId('acc', key.account),
  prefix: key.prefix,
  scopes: [...key.scopes],
  created_at: key.createdAt.toISOString()
})

const WISH = {
  type: 'object',
  properties: {
    name: s.NAME,
    account: {
      type: 'string',
      maxLength: 100,
      description: 'The account of the key that asks (the default), or a sub-account of it'
    },
    scopes: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      maxItems: SCOPES.length,
      items: { type: 'string', enum: SCOPES }
    }
  },
  required: ['name', 'scopes'],
  additionalProperties: false
} as const

type ApiKeyRooms = Pick<Rooms, 'accounts' | 'claimKey' | 'keys'>

/** Another's account is not there; an operator's key reaches all. */
async function accountFor({ accounts }: ApiKeyRooms, caller: Caller, named?: string): Promise<Id> {
  if (named === undefined) return caller.account
  const id = parse('acc', named)
  if (id === caller.account) return id
  const account = id && (await accounts.find(id))
  const reached = caller.scopes.includes('admin') || account?.parent === caller.account
  if (!account || !reached) throw new AppError('not_found', 'There is no such account')
  return account.id
}

function checkScopes(caller: Caller, scopes: readonly (typeof SCOPES)[number][]): void {
  if (caller.scopes.includes('admin')) return
  const above = scopes.filter(scope => !caller.scopes.includes(scope))
  if (above.length === 0) return
  throw new AppError('forbidden', `A key gives only what it has: not ${above.join(', ')}`)
}

/** Whose keys the caller revokes: its own account's and those of its sub-accounts; or all. */
const reach = (caller: Caller): Id | undefined =>
  caller.scopes.includes('admin') ? undefined : caller.account

const QUERY = {
  type: 'object',
  properties: {
    ...PAGE,
    account: { type: 'string', maxLength: 100, description: 'Only the keys of this account' }
  },
  additionalProperties: false
} as const

export const apiKeys =
  (rooms: ApiKeyRooms): FastifyPluginCallbackJsonSchemaToTs =>
  (app, _options, done) => {
    const tags = ['api-keys']
    const config = { scope: 'keys:write' } as const
    app.post(
      '/api-keys',
      {
        config: { ...config, idempotent: 'optional' },
        schema: { tags, summary: 'Make a key', body: WISH, response: { 201: NEW_KEY } }
      },
      async (request, reply) => {
        const { caller, body } = request
        const { name, account, scopes } = body
        checkScopes(caller, scopes)
        const wanted = { account: await accountFor(rooms, caller, account), name, scopes }
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
        if (!id || !(await rooms.keys.revoke(id, reach(caller), 'below'))) {
          throw new AppError('not_found', 'There is no such key')
        }
        return reply.code(204).send(null)
      }
    )
    done()
  }
