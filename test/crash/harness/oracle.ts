// What must be true once all is quiet: the books alone, the node against the
// books, and whatever was acknowledged to anybody.
import { ENTITIES } from '../../../src/entities.ts'
import { openOrm } from '../../../src/db/orm.ts'
import { audit } from '../../../src/ledger/audit.ts'
import { unixSocket } from '../../../src/lightning/socket.ts'
import type { Provision } from '../../../src/provision.ts'
import type { Started } from '../../e2e/harness/gateway.ts'
import type { Act } from './acts.ts'

type Rows = readonly Readonly<Record<string, unknown>>[]

/** One line for each thing that cannot be. */
export async function oracle(g: Started, at: Provision, acts: readonly Act[]): Promise<string[]> {
  const orm = await openOrm({ url: at.database_url, entities: ENTITIES, poolMax: 2 })
  const node = unixSocket(at.lightning_rpc)
  const list = async (method: string, key: string): Promise<Rows> => {
    const answer = await node.call(method, {}, { timeoutMs: 30_000 })
    return answer.is === 'result' ? ((answer.result as Record<string, Rows>)[key] ?? []) : []
  }
  const sql = (text: string): Promise<Rows> => orm.em.fork().execute(text)
  try {
    const books = (await audit(orm.em)).map(({ rule, subject }) => `${rule}: ${subject}`)
    const payments = await sql(
      `select payment_hash, state, amount_sent_msat::text as sent from payment`
    )
    const sent = await list('listsendpays', 'payments')
    const credited = await sql(
      `select coalesce(sum(amount_msat), 0)::text as sum from entry
       where kind in ('deposit', 'suspense')`
    )
    const received = (await list('listinvoices', 'invoices'))
      .filter(({ label, status }) => String(label).startsWith('dep:') && status === 'paid')
      .reduce((sum, { amount_received_msat: msat }) => sum + Number(msat), 0)
    return [
      ...books,
      ...against(payments, sent),
      ...(received === Number(credited[0]?.['sum'])
        ? []
        : [`received ${received} is not credited`]),
      ...(await promises(g, acts))
    ]
  } finally {
    await orm.close()
    await node.close()
  }
}

/** The node's rows of ours, and the payments of the books: each says the same as the other. */
function against(payments: Rows, sent: Rows): string[] {
  const ours = sent.filter(({ label }) => String(label).startsWith('lapp:'))
  const byHash = Map.groupBy(ours, ({ payment_hash: hash }) => String(hash))
  const known = new Set(payments.map(({ payment_hash: hash }) => String(hash)))
  const stray = [...byHash.keys()].filter(hash => !known.has(hash))
  return [
    ...stray.map(hash => `${hash}: at the node, not in the books`),
    ...payments.flatMap(payment => {
      const hash = String(payment['payment_hash'])
      const rows = byHash.get(hash) ?? []
      const live = rows.filter(({ status }) => status !== 'failed')
      const sum = live
        .filter(({ status }) => status === 'complete')
        .reduce((all, { amount_sent_msat: msat }) => all + Number(msat), 0)
      const is = payment['state']
      if (is === 'settled' && sum !== Number(payment['sent'])) return [`${hash}: settled wrongly`]
      if (is === 'released' && live.length > 0) return [`${hash}: released, and alive at the node`]
      return is === 'held' || is === 'sent' ? [`${hash}: not at its end`] : []
    })
  ]
}

const FINAL = ['succeeded', 'failed', 'delivered', 'settled', 'returned']

async function promises(g: Started, acts: readonly Act[]): Promise<string[]> {
  const broken = await Promise.all(
    acts.map(async ({ kind, told }) => {
      const made = told.filter(({ status }) => status < 300).map(({ body }) => body)
      if (new Set(made.map(one)).size > 1) return [`${kind}: two answers for one key`]
      const [first] = made
      if (first === undefined || kind === 'batch') return []
      const { body: now } = await g.ask('GET', `/v1/${kind}/${String(first['id'])}`)
      const lost = now['id'] !== first['id'] || now['amount_msat'] !== first['amount_msat']
      const turned = made.some(
        ({ status }) => FINAL.includes(String(status)) && status !== now['status']
      )
      return lost || turned ? [`${kind} ${String(first['id'])}: told one thing, is another`] : []
    })
  )
  return broken.flat()
}

const one = (body: Readonly<Record<string, unknown>>): string =>
  body['results'] === undefined ? String(body['id']) : JSON.stringify(body['results'])
