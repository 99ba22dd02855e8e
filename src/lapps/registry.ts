// The room's entry point: every folder of `lapps/` is a LApp, each in a process of its own. An
// invalid one does not affect the others.
import { readdir, realpath } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { clock as realClock, type Clock } from '../core/clock.ts'
import type { Log } from '../core/log.ts'
import type { Order, Paid } from './contract/define.ts'
import type { Input } from './contract/form-check.ts'
import { HOST_LIMITS, type HostLimits } from './process/host.ts'
import { PROCESS_LIMITS, type ProcessLimits } from './process/lapp-process.ts'
import { openLApp, type LAppCard, type OpenLApp } from './open-lapp.ts'
import type { Ask, Call } from './process/protocol.ts'
import type { Clients } from './process/reach.ts'
import { readAnswer, READERS, unavailable, type Answer, type Values } from './process/results.ts'
import type { Shops } from './settings.ts'

export type Args = {
  readonly quote: { readonly order: Order<Input> }
  readonly invoice: { readonly order: Order<Input> }
  readonly deliver: { readonly order: Order<Input>; readonly paid: Paid }
}

export type InvalidLApp = { readonly id: string; readonly why: string }

export type LApps = {
  readonly list: readonly LAppCard[]
  readonly invalid: readonly InvalidLApp[]
  /** What an operator could improve about the LApps' isolation. */
  readonly warnings: readonly string[]
  find(id: string): LAppCard | undefined
  /** Never throws. Every failure of a LApp is `unavailable`; only its own refusal is `refused`. */
  ask<C extends Call>(
    id: string,
    call: C,
    args: Args[C],
    options?: { readonly signal?: AbortSignal }
  ): Promise<Answer<Values[C]>>
  close(): void
}

export async function openLApps(options: {
  readonly folder: string
  /** The operator's own, beside it. */
  readonly more?: string | undefined
  /** Ids to open; all in the folders if not given. */
  readonly only?: readonly string[] | undefined
  readonly variables: Readonly<Record<string, string>>
  readonly shops?: Shops
  readonly clients: Clients
  readonly log: Log
  readonly clock?: Clock
  readonly limits?: Partial<HostLimits & ProcessLimits>
}): Promise<LApps> {
  const { log, clock = realClock } = options
  const { folder, more } = options
  const folders = await foldersIn(more === undefined ? [folder] : [folder, more], options.only)
  const limits = { ...HOST_LIMITS, ...PROCESS_LIMITS, ...options.limits }
  const deps = { ...options, clock, limits }
  const opened = await Promise.all(folders.map(folder => openLApp(folder, deps)))
  const invalid = opened.filter(one => one.is === 'invalid').map(({ id, why }) => ({ id, why }))
  const open = new Map(
    opened.flatMap(one => (one.is === 'open' ? [[one.lapp.card.id, one.lapp]] : []))
  )
  const warnings = [...open.values()].some(({ unparted }) => unparted) ? [UNPARTED] : []
  for (const warning of warnings) log.warn({}, warning)
  for (const { id, why } of invalid) log.warn({ lapp: id, why }, 'a LApp is invalid and not listed')
  return {
    list: [...open.values()].map(({ card }) => card),
    invalid,
    warnings,
    find: id => open.get(id)?.card,
    async ask(id, call, args, { signal } = {}) {
      const lapp = open.get(id)
      if (lapp === undefined) return unavailable('setup', 'There is no such LApp.')
      const answer = await askLApp(lapp, call, args, signal)
      if (answer.is === 'unavailable' && answer.because === 'bug') {
        log.error({ lapp: id, call, why: answer.why }, 'a LApp has a bug')
      }
      return answer
    },
    close() {
      for (const { host } of open.values()) host.close()
    }
  }
}

export const UNPARTED =
  'LApps run as the gateway’s own user, since no other may enter the folder of this program, ' +
  'of Node or of LApps: put them where all may read, for instance below /opt'

async function foldersIn(roots: readonly string[], only?: readonly string[]): Promise<string[]> {
  const read = async (root: string) => readdir(await realpath(root), { withFileTypes: true })
  const entries = (await Promise.all(roots.map(read))).flat()
  const unknown = only?.find(id => !entries.some(({ name }) => name === id))
  if (unknown !== undefined) throw new Error(`LAPPS names ${unknown}, and there is no such LApp`)
  return entries
    .filter(({ name }) => only?.includes(name) ?? true)
    .filter(entry => entry.isDirectory() || entry.isSymbolicLink())
    .filter(({ name }) => !name.startsWith('.'))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort((a, b) => (basename(a) < basename(b) ? -1 : 1))
}

/** Calls one open LApp; the registry's `ask` for users that open only one. */
export async function askLApp<C extends Call>(
  { card, host, readOutput, redact }: OpenLApp,
  call: C,
  args: Args[C],
  signal?: AbortSignal
): Promise<Answer<Values[C]>> {
  if (card.missing.length > 0) {
    return unavailable('setup', `It needs to be set up: ${card.missing.join(', ')} is missing.`)
  }
  const read = card.read(args.order.input)
  if (read.is === 'invalid') {
    const { pointer, detail } = read.error
    return { is: 'refused', code: 'invalid', message: detail, field: pointer.split('/')[2] ?? '' }
  }
  const order = { ...args.order, input: read.input, msatMax: String(args.order.msatMax) }
  const ask: Ask = 'paid' in args ? { call, order, paid: args.paid } : { call, order }
  const ending = await host.ask(ask, signal)
  return readAnswer(ending, value => READERS[call](value, readOutput), redact)
}
