// Sub-accounts: for an app that has users of its own.
import type { FastifyPluginCallbackJsonSchemaToTs } from '@fastify/type-provider-json-schema-to-ts'
import { markReplayed, optionalKey } from '../wire/idempotency-key.ts'
import { list, PAGE_QUERY, pageOf, presentPage } from '../wire/pages.ts'
import type { Rooms } from '../wire/rooms.ts'
import { NAME } from '../wire/schema.ts'
import { ACCOUNT, presentAccount } from './account.ts'

export const accounts =
  ({
    accounts: room,
    claimKey
  }: Pick<Rooms, 'accounts' | 'claimKey'>): FastifyPluginCallbackJsonSchemaToTs =>
  (app, _options, done) => {
    app.post(
      '/accounts',
      {
        config: { scope: 'accounts:write', idempotent: 'optional' },
        schema: {
          tags: ['accounts'],
          summary: 'Open a sub-account of the account of the key',
          body: {
            type: 'object',
            properties: { name: NAME },
            required: ['name'],
            additionalProperties: false
          },
          response: { 201: ACCOUNT }
        }
      },
      async (request, reply) => {
        const { caller, body } = request
        const key = optionalKey(request)
        const claimed = key && (await claimKey(caller.account, key))
        markReplayed(reply, claimed?.replayed ?? false)
        const opened = await room.open(body.name, caller.account, claimed?.id)
        return reply.code(201).send(presentAccount(opened))
      }
    )
    app.get(
      '/accounts',
      {
        config: { scope: 'account:read' },
        schema: {
          tags: ['accounts'],
          summary:
            'List the sub-accounts of the account of the key; with the scope admin, every account',
          querystring: PAGE_QUERY,
          response: { 200: list(ACCOUNT) }
        }
      },
      async ({ caller, query }) => {
        const parent = caller.scopes.includes('admin') ? undefined : caller.account
        return presentPage(await room.list(parent, pageOf(query)), presentAccount)
      }
    )
    done()
  }
