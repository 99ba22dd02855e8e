// Checks at start-up that the Lightning node may be used with this database (safe-payer.md 3.1).
import type { EntityManager } from '@mikro-orm/postgresql'
import { AppError } from '../core/errors.ts'
import type { Id } from '../core/ids.ts'
import type { Log } from '../core/log.ts'
import { fresh, query } from '../db/query.ts'
import { NodeRefused } from '../lightning/errors.ts'
import { checkStartup, warnings } from '../lightning/startup.ts'
import type { Lightning, Network, NodeInfo } from '../lightning/port.ts'

export type CheckedNode = {
  readonly info: NodeInfo
  /** What an operator should fix; none of it stops the gateway. */
  readonly warnings: readonly string[]
}

/** @throws {AppError} not_ready, in one line that names the remedy. */
export async function checkNode(
  node: Lightning,
  em: EntityManager,
  network: Network | undefined,
  log: Log
): Promise<CheckedNode> {
  // Read the cursor first: a deposit credited in between must not make the node look older than it.
  const [known] = await query<{ id: string; pay_index: string }>(
    em,
    `select n.id, coalesce(c.pay_index, 0)::text as pay_index
       from node n left join deposit_cursor c on c.node_id = n.id where n.active`
  )
  const [info, settings, highestPayIndex] = await Promise.all([
    node.info(),
    node.settings(),
    node.highestPayIndex()
  ]).catch((error: unknown) => {
    throw new AppError('not_ready', unread(error), [], error)
  })
  const { refuse, warn } = checkStartup({
    info,
    settings,
    highestPayIndex,
    expectedNetwork: network,
    knownNodeId: known?.id,
    cursor: Number(known?.pay_index ?? 0)
  })
  if (refuse[0] !== undefined) throw new AppError('not_ready', refuse[0])
  for (const warning of warn) log.warn({}, warning)
  if (known === undefined) await adopt(em, info)
  return { info, warnings: warn }
}

function unread(error: unknown): string {
  const why = error instanceof Error ? error.message : 'no answer'
  return error instanceof NodeRefused
    ? `The Lightning node refuses the gateway (${why}): see CLNREST_RUNE or SPARKO_KEY.`
    : `The Lightning node does not answer (${why}): ` +
        'see LIGHTNING_RPC, CLNREST_URL or SPARKO_URL, whichever is set.'
}

/** Why the node that answers now is not, or is no longer, the one that the gateway started with. */
export async function nodeFault(
  id: string,
  ...from: Parameters<typeof checkNode>
): Promise<string | undefined> {
  try {
    const { info } = await checkNode(...from)
    return info.id === id ? undefined : `The node is ${info.id} now: start the gateway again.`
  } catch (error) {
    if (error instanceof AppError) return error.detail
    return error instanceof Error ? error.message : 'The node could not be looked at.'
  }
}

/** Warns as soon as a setting needs fixing; settings may change while the gateway runs. */
export function watchSettings(
  node: Pick<Lightning, 'settings'>,
  said: readonly string[],
  log: Pick<Log, 'warn'>
): () => Promise<void> {
  let told = said
  return async () => {
    const now = warnings(await node.settings())
    for (const warning of now) if (!told.includes(warning)) log.warn({}, warning)
    told = now
  }
}

/** Payments that were sent by a node other than this one and have not ended. */
export async function sentElsewhere(em: EntityManager, nodeId: string): Promise<readonly Id[]> {
  const rows: { id: Id }[] = await query(
    em,
    `select id from payment where state = 'sent' and node_id <> ? order by id`,
    [nodeId]
  )
  return rows.map(row => row.id)
}

/** Binds the database to this node; payments of the former node stay on its books. */
export async function adopt(em: EntityManager, { id, network }: NodeInfo): Promise<void> {
  await fresh(em).transactional(async tx => {
    await query(tx, 'update node set active = false where active and id <> ?', [id])
    await query(
      tx,
      `insert into node (id, network, active) values (?, ?, true)
       on conflict (id) do update set active = true, adopted_at = now()`,
      [id, network]
    )
  })
}
