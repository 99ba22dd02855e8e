// Payments that hang at a make-believe node, each in its own way.
import { createHash, randomBytes } from 'node:crypto'
import type { Test } from 'tap'
import { heldAccountOf, newId, showId, type Id } from '../../../src/core/ids.ts'
import { msat } from '../../../src/core/msat.ts'
import type { Commit } from '../../../src/ledger/unit.ts'
import { lock, move } from '../../../src/sandbox/node/balances.ts'
import { METHODS } from '../../../src/sandbox/methods/all.ts'
import { openNetwork, type Network } from '../../../src/sandbox/node/network.ts'
import { closePart, openPart } from '../../../src/sandbox/node/parts.ts'
import { findRoute } from '../../../src/sandbox/node/route.ts'
import { serveRpc } from '../../../src/sandbox/rpc/server.ts'
import { shortFolder } from '../../sandbox/fixtures/node.ts'
import type { Books } from '../../harness/books.ts'

export type Hanging = {
  readonly is: 'phantom' | 'held' | 'paid' | 'unsent' | 'other node'
  /** By the database's clock. */
  readonly sentAgo: string
  /** Nothing closed the ways of its call: it may still be at work. */
  readonly open?: true
}

export type SandboxNode = { readonly network: Network; readonly path: string }

export async function sandboxNode(t: Test): Promise<SandboxNode> {
  const dir = shortFolder(t)
  const network = openNetwork(dir, () => Date.now())
  const path = `${dir}/lightning-rpc`
  const server = await serveRpc(path, network, METHODS)
  t.teardown(() => {
    server.close()
    network.close()
  })
  return { network, path }
}

const AMOUNT = msat(10_000)

/** A part at the node that carries the label of a payment; answers the preimage's hash. */
export function partAt(
  { network }: SandboxNode,
  is: Hanging['is'],
  label: string | undefined
): { readonly hash: string; readonly preimage: string } {
  const preimage = randomBytes(32).toString('hex')
  const hash = createHash('sha256').update(preimage, 'hex').digest('hex')
  const payee = network.nodes.wallet.pubkey
  const part = openPart(network, {
    paymentHash: hash,
    destination: payee,
    amountMsat: AMOUNT,
    sentMsat: AMOUNT,
    label,
    bolt11: 'lnbcrt1',
    due: undefined
  })
  const hops = findRoute('ours', 'wallet', AMOUNT) ?? []
  if (is === 'held') lock(network.store, part.id, hops)
  if (is === 'paid') {
    move(network.store, hops)
    closePart(network, part.id, preimage)
  }
  return { hash, preimage }
}

/**
 * A payment of 10 sat with a fee ceiling of 6 sat,
 * as the payer leaves it when it waits for its end.
 */
export async function hanging(
  { is, sentAgo, open }: Hanging,
  account: Id,
  { commit, sql }: { readonly commit: Commit; readonly sql: Books['sql'] },
  node: SandboxNode
): Promise<Id> {
  const id = newId()
  const label = `lapp:${showId('pay', id)}:${showId('acc', account)}`
  const { hash } = partAt(node, is, label)
  const sent = is === 'unsent' ? 'held' : 'sent'
  const nodeId = is === 'other node' ? `02${'00'.repeat(32)}` : node.network.nodes.ours.pubkey
  await commit({
    entries: [
      {
        id: newId(),
        debit: account,
        credit: heldAccountOf(account),
        amountMsat: msat(16_000),
        kind: 'hold',
        subject: id
      }
    ],
    guards: [
      {
        table: 'payment',
        id,
        from: null,
        set: {
          account,
          state: sent,
          bolt11: 'lnbcrt1',
          payment_hash: hash,
          payee: '02',
          amount_msat: AMOUNT,
          max_fee_msat: msat(6_000),
          surcharge_msat: 0n,
          invoice_amountless: false,
          holds: false,
          invoice_expires_at: 'now',
          leased_at: 'now',
          created_at: 'now',
          dispatched_at: 'now',
          retry_for: 5,
          watermark: 0,
          slow_mode: true,
          node_id: nodeId,
          stuck: true
        }
      }
    ],
    claims: []
  })
  const generation = newId()
  await sql(
    `insert into generation (id, node_id, closed_at)
     values ($1, $2, case when $3 then null else now() end)`,
    [generation, nodeId, open === true]
  )
  await sql(`update payment set generation = $1 where id = $2`, [generation, id])
  await sql(`update payment set dispatched_at = now() - $1::interval where id = $2`, [sentAgo, id])
  return id
}
