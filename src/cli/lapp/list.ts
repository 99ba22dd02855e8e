// `lapp list`: lists every folder with its tier, or with what makes it invalid.
import { readdir } from 'node:fs/promises'
import { SILENT } from '../../core/log.ts'
import { NetError } from '../../net/error.ts'
import { openLApps } from '../../lapps/registry.ts'
import type { Config } from '../../config.ts'
import { LAPPS } from '../../lapps/installed.ts'

type Row = Readonly<Record<'id' | 'title' | 'version' | 'status' | 'tier', string>>

/** With the operator's `LAPP_…`, which show what still needs to be set up. */
export async function list({
  lapps: variables,
  lappsDir: more
}: Pick<Config, 'lapps' | 'lappsDir'>): Promise<readonly Row[]> {
  const lapps = await openLApps({
    folder: LAPPS,
    more,
    variables,
    clients: { named: nowhere, chosen: nowhere },
    log: SILENT
  })
  lapps.close()
  const valid = lapps.list.map(({ id, manifest: { title, version }, status, tier }) => ({
    id,
    title,
    version,
    status,
    tier
  }))
  const invalid = lapps.invalid.map(({ id, why }) => ({
    id,
    title: '',
    version: '',
    status: `invalid: ${why}`,
    tier: 'none'
  }))
  return [...valid, ...invalid].sort((a, b) => (a.id < b.id ? -1 : 1))
}

export async function folders(): Promise<string[]> {
  const entries = await readdir(LAPPS, { withFileTypes: true })
  return entries
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}

const nowhere = (): Promise<Response> =>
  Promise.reject(new NetError('unreachable', 'nothing is asked for here'))
