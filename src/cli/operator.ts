// Identifies the operator at this terminal, and opens the node and the ledger for operators'
// commands.
import { userInfo } from 'node:os'
import { Option, type Command } from 'commander'
import type { EntityManager } from '@mikro-orm/postgresql'
import { readProvision } from '../app/provision.ts'
import { AppError } from '../core/errors.ts'
import { parse, type Id, type Prefix } from '../core/ids.ts'
import { unhindered } from '../core/step.ts'
import { committer } from '../ledger/commit.ts'
import type { Commit } from '../ledger/unit.ts'
import { clightning } from '../lightning/clightning.ts'
import type { Lightning } from '../lightning/port.ts'
import { openTransport } from '../lightning/open-transport.ts'
import type { Word } from '../operate/operation.ts'
import { attached, type Attached } from './attach.ts'
import type { Shell } from './shell.ts'

/** `--by` and `--reason`, which every decision requires. */
export const withWord = (command: Command): Command =>
  withBy(command).requiredOption('--reason <text>', 'why, for the audit trail')

/** In an emergency every second counts, so the reason may be given later. */
export const withWordInHaste = (command: Command): Command =>
  withBy(command).option('--reason <text>', 'why, for the audit trail', 'no reason given')

const withBy = (command: Command): Command =>
  command.addOption(
    new Option('--by <name>', 'who decides it, for the audit trail').default(whoAmI())
  )

export type Spoken = Word

/** In a container the current user may have no name. */
export function whoAmI(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`
  }
}

/** @throws {AppError} unless confirmed. */
export function mustBeMeant(options: { readonly yes?: true }): void {
  if (options.yes !== true) {
    throw new AppError('invalid_request', 'This cannot be undone: say --yes as well.')
  }
}

/** The id of what an operator names. @throws {AppError} not_found, for text that cannot be one */
export function idOf(prefix: Prefix, what: string, text: string): Id {
  const id = parse(prefix, text)
  if (id === undefined) throw new AppError('not_found', `there is no ${what} ${text}`)
  return id
}

/** Carries out what an operator decides. */
export const decided = <T>(
  shell: Shell,
  work: (deps: { readonly em: EntityManager; readonly commit: Commit }) => Promise<T>
): Promise<T> => attached(shell, to => withLedger(to, commit => work({ em: to.em, commit })))

export async function withLedger<T>(
  { url, console }: Pick<Attached, 'url' | 'console'>,
  work: (commit: Commit) => Promise<T>,
  step = unhindered
): Promise<T> {
  const warn = (facts: object, message: string): void => console.error(message, facts)
  const { commit, close } = committer({ url, log: { warn } })
  try {
    return await work(unit => step('operator.decision', () => commit(unit)))
  } finally {
    await close()
  }
}

/** The configured node, or that of the running sandbox. */
export async function withNode<T>(
  { config }: Pick<Attached, 'config'>,
  work: (node: Lightning) => Promise<T>
): Promise<T> {
  const door = config.door ?? ({ is: 'socket', path: await sandboxRpc(config.dataDir) } as const)
  const node = clightning(openTransport(door))
  try {
    return await work(node)
  } finally {
    await node.close()
  }
}

async function sandboxRpc(dir: string): Promise<string> {
  const path = (await readProvision(dir))?.lightning_rpc
  if (path === undefined) {
    const detail = `There is no node: set LIGHTNING_RPC, or start the sandbox in ${dir}.`
    throw new AppError('node_unavailable', detail)
  }
  return path
}
