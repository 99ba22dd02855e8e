// Chooses the service that `record` and `try --live` use: the operator's, the running sandbox's, or
// the real one.
import { join, resolve } from 'node:path'
import type { Config } from '../../config.ts'
import { clock } from '../../core/clock.ts'
import { SILENT } from '../../core/log.ts'
import { ANY, PUBLIC } from '../../net/decide.ts'
import { guardedFetch, type Fetch } from '../../net/fetch.ts'
import { byNameServers, bySystem } from '../../net/resolve.ts'
import { HOST_LIMITS } from '../../lapps/process/host.ts'
import { PROCESS_LIMITS } from '../../lapps/process/lapp-process.ts'
import { openLApp, type OpenLApp } from '../../lapps/open-lapp.ts'
import { settingsOf } from '../../lapps/settings.ts'
import { askControl } from '../../sandbox/ask-control.ts'
import { findRunning } from '../../sandbox/running.ts'
import { socketsFolder } from '../../sandbox/sockets-folder.ts'
import { AppError } from '../../core/errors.ts'
import { folderOf } from './folder.ts'

export type Service = {
  readonly lapp: OpenLApp
  readonly url: string
  readonly secrets: Readonly<Record<string, string>>
  /** The simulated wallet pays and returns the preimage; only in the sandbox. */
  readonly pay: ((bolt11: string) => Promise<string>) | undefined
  readonly close: () => Promise<void>
}

/** @param listen wraps the HTTP client, to record its traffic */
export async function openService(
  id: string,
  config: Config,
  listen: (fetch: Fetch) => Fetch
): Promise<Service> {
  const sandbox = config.sandbox ? await findSandbox(config) : undefined
  const { shops = {} } = sandbox ?? {}
  const named = guardedFetch({ rules: PUBLIC, resolve: byNameServers() })
  const chosen = guardedFetch({ rules: ANY, resolve: bySystem })
  const opened = await openLApp(folderOf(id, config), {
    variables: config.lapps,
    shops,
    clients: { named: listen(named.fetch), chosen: listen(chosen.fetch) },
    log: SILENT,
    clock,
    limits: { ...HOST_LIMITS, ...PROCESS_LIMITS }
  })
  if (opened.is === 'invalid') throw new AppError('invalid_request', opened.why)
  const { lapp } = opened
  const { manifest } = lapp.card
  const { url = manifest.url, secrets } = settingsOf(manifest, config.lapps, shops)
  return {
    lapp,
    url: url.replace(/\/*$/, ''),
    secrets,
    pay: sandbox && (bolt11 => payFrom(sandbox.controlPath, bolt11)),
    close: async () => {
      lapp.host.close()
      await Promise.all([named.close(), chosen.close()])
    }
  }
}

async function findSandbox({ dataDir }: Config) {
  const dir = join(dataDir, 'sandbox')
  const sockets = socketsFolder(resolve(dir))
  const paths = { rpcPath: join(sockets, 'lightning-rpc'), controlPath: join(sockets, 'control') }
  const running = await findRunning(dir, paths)
  return running && { shops: running.shops, controlPath: paths.controlPath }
}

async function payFrom(controlPath: string, bolt11: string): Promise<string> {
  const paid = await askControl(controlPath, 'POST', '/wallet/pay', { bolt11 })
  return (paid as { readonly preimage: string }).preimage
}
