// What must be true once all is quiet: the books alone, the node against the
// books, and whatever was acknowledged to anybody.
import { HOUSE } from '../../../src/core/ids.ts'
import type { Act, Asks } from './acts.ts'
import type { Lane, Rows } from './lane.ts'

/** One line for each thing that cannot be. */
export async function oracle(lane: Lane, g: Asks, acts: readonly Act[]): Promise<string[]> {
  const { sql, node, forged } = lane
  const payments = await sql(
    `select p.id, p.payment_hash, p.state, p.amount_sent_msat::text as sent, b.booked_msat::text as booked
     from payment p left join sweep_booking b on b.id = p.id`
  )
  const { payments: sent } = await node('listsendpays', {})
  return [
    ...(await lane.books()),
    ...against(payments, sent as Rows, forged),
    ...(await unbuilt(lane)),
    ...(await uncredited(lane)),
    ...(await texts(lane)),
    ...(await promises(g, acts))
  ]
}

/** The node's rows of ours, and the payments of the books: each says the same as the other. */
function against(payments: Rows, sent: Rows, forged: ReadonlySet<string>): string[] {
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
      // What this test made the node pay behind our back is what the sweep has booked.
      const booked = forged.has(String(payment['id'])) ? sum : 0
      if (Number(payment['booked'] ?? 0) !== booked) return [`${hash}: the sweep booked wrongly`]
      if (is === 'released' && live.length > 0 && booked === 0)
        return [`${hash}: released, and alive at the node`]
      return is === 'held' || is === 'sent' ? [`${hash}: not at its end`] : []
    })
  ]
}

/** What only the node knew of, and no sweep has put into the books. */
export async function unbuilt({ sql, lost }: Lane): Promise<string[]> {
  const rows = await sql('select id from payment where id = any($1::uuid[])', [[...lost]])
  const built = new Set(rows.map(({ id }) => String(id)))
  return [...lost].filter(id => !built.has(id)).map(id => `payment ${id}: not rebuilt`)
}

/** What was paid elsewhere and is not credited, to the msat and once. */
const unfound = async ({ sql, paid }: Lane): Promise<string[]> => {
  const rows = await sql(
    `select d.id from deposit d where d.id = any($1::uuid[]) and d.amount_msat is distinct from
       (select sum(amount_msat) from entry where kind = 'deposit' and subject = d.id)`,
    [[...paid]]
  )
  return rows.map(({ id }) => `deposit ${String(id)}: paid, and not what was credited`)
}

/** What the node received by our own labels, less what was credited or lies in suspense. */
export async function uncredited(lane: Lane): Promise<string[]> {
  const { sql, node } = lane
  const [credited] = await sql(
    `select coalesce(sum(amount_msat), 0)::text as sum from entry
     where kind in ('deposit', 'suspense') and debit_account = $1
       and subject not in (select id from deposit where method <> 'lightning')`,
    [HOUSE.lightning]
  )
  const { invoices } = await node('listinvoices', {})
  const received = (invoices as Rows)
    .filter(({ label, status }) => String(label).startsWith('dep:') && status === 'paid')
    .reduce((sum, { amount_received_msat: msat }) => sum + Number(msat), 0)
  const isEqual = received === Number(credited?.['sum'])
  return [...(isEqual ? [] : [`received ${received} is not credited`]), ...(await unfound(lane))]
}

/** A text for each purchase that was paid, once, also behind our back; and none that was not. */
async function texts({ sql, world, forged }: Lane): Promise<string[]> {
  const bought = await sql(
    `select b.input ->> 'text' as text from purchase b join payment p on p.id = b.payment
     where b.lapp = 'lnsms' and (p.state = 'settled' or p.id = any($1::uuid[]))`,
    [[...forged]]
  )
  const { messages } = await world('GET', '/phone/%2B19876543210')
  const wanted = bought.map(({ text }) => String(text)).toSorted()
  const got = (messages as Rows).map(({ text }) => String(text)).toSorted()
  return wanted.join() === got.join()
    ? []
    : [`${got.length} texts came for ${wanted.length} that were paid`]
}

const FINAL = ['succeeded', 'failed', 'delivered', 'settled', 'returned']

async function promises(g: Asks, acts: readonly Act[]): Promise<string[]> {
  const broken = await Promise.all(
    acts.map(async ({ step, kind, told }) => {
      const made = told.filter(({ status }) => status < 300).map(({ body }) => body)
      const where = `${step}, ${kind}`
      if (new Set(made.map(one)).size > 1) return [`${where}: two answers for one key`]
      const isRefused = told.some(({ body }) => body['code'] === 'lapp_refused')
      const [first] = made
      if (first === undefined || kind === 'batch') return []
      if (isRefused) return [`${where}: refused for good, and made all the same`]
      const { body: now } = await g.ask('GET', `/v1/${kind}/${String(first['id'])}`)
      const lost = now['id'] !== first['id'] || now['amount_msat'] !== first['amount_msat']
      const turned = made.some(
        ({ status }) => FINAL.includes(String(status)) && status !== now['status']
      )
      return lost || turned ? [`${where} ${String(first['id'])}: told one thing, is another`] : []
    })
  )
  return broken.flat()
}

const one = (body: Readonly<Record<string, unknown>>): string =>
  body['results'] === undefined ? String(body['id']) : JSON.stringify(body['results'])
