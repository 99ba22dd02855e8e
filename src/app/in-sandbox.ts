// Sets up what only a sandbox has: funds and keys for a newcomer, its own routes, and example
// values in the forms of the API reference.
import type { FastifyPluginCallback } from 'fastify'
import type { Config } from '../config.ts'
import { askControl } from '../sandbox/ask-control.ts'
import { sandboxRoutes } from '../sandbox/routes.ts'
import type { Sandbox } from '../sandbox/spawn.ts'
import { exampleInvoices } from './example-invoices.ts'
import { provision, type Provision } from './provision.ts'
import type { OpenRooms } from './rooms.ts'
import type { Services } from './services.ts'

export const provide = (
  { dataDir, publicUrl: url }: Config,
  { databaseUrl: database_url }: Services,
  { controlPath, rpcPath: lightning_rpc }: Sandbox,
  rooms: OpenRooms
): Promise<Provision> =>
  provision(
    dataDir,
    { url, database_url, lightning_rpc },
    {
      ...rooms,
      pay: async bolt11 => {
        await askControl(controlPath, 'POST', '/wallet/pay', { bolt11 })
      }
    }
  )

/** Sandbox only: its routes, and the example values in the API reference's forms. */
export const shownIn = ({ controlPath: control }: Sandbox, made: Provision, rooms: OpenRooms) => ({
  routes: ((app, _options, done) =>
    sandboxRoutes(app, { control }, done)) satisfies FastifyPluginCallback,
  apiKey: made.api_key,
  payable: exampleInvoices(made.account_id, control, rooms.deposits)
})
