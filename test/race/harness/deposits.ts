// What is opened at one of several gateways, by each source, and how it is paid.
import type pg from 'pg'
import { parse } from '../../../src/core/ids.ts'
import type { Answer, Gateway } from '../../e2e/harness/asking.ts'
import type { Person } from './pair.ts'

export const METHODS = ['lightning', 'btcpay', 'charge', 'onchain'] as const
export type Method = (typeof METHODS)[number]

export type Wished = {
  readonly owner: Person
  /** As the API shows it, and as the database keeps it. */
  readonly shown: string
  readonly id: string
  readonly method: Method
  /** What its source calls it. */
  readonly invoice: string
  /** Answers the payments, in msat. */
  readonly pay: () => Promise<readonly number[]>
}

/** An account that may do nothing but deposit. */
export async function saver({ ask }: Gateway, name: string): Promise<Person> {
  const { body: account } = await ask('POST', '/v1/accounts', { name })
  const scopes = ['account:read', 'deposits:write']
  const wish = { name, account: account['id'], scopes }
  const { body: key } = await ask('POST', '/v1/api-keys', wish)
  return { id: String(account['id']), key: String(key['key']) }
}

/** The n-th of its source: each has an amount of its own. Only the first gateway has a wallet. */
export async function open(
  database: pg.Client,
  at: Gateway,
  wallet: Gateway,
  wish: { readonly method: Method; readonly owner: Person; readonly n: number }
): Promise<Wished> {
  const { method, owner, n } = wish
  const amount_msat = 5_000_000 + n * 1_000 + (isExact(method) ? n + 1 : 0)
  const how = { key: owner.key }
  const { status, body } = await at.ask('POST', '/v1/deposits', { method, amount_msat }, how)
  if (status !== 201) throw new Error(JSON.stringify(body))
  const shown = String(body['id'])
  const id = String(parse('dep', shown))
  const { rows } = await database.query<{ invoice: string }>(
    'select invoice from deposit where id = $1',
    [id]
  )
  const invoice = String(rows[0]?.invoice)
  return { owner, shown, id, method, invoice, pay: () => pay(wallet, body, amount_msat, n) }
}

/** Those that count in msat. */
const isExact = (method: Method): boolean => method === 'lightning' || method === 'charge'

/** On the chain in two parts, of which the second has to wait for a block. */
async function pay(
  { ask }: Gateway,
  { method, bolt11, address }: Answer['body'],
  amount: number,
  n: number
): Promise<readonly number[]> {
  const isOnChain = method === 'onchain' || (method === 'btcpay' && n % 2 === 1)
  if (!isOnChain) {
    good(await ask('POST', '/sandbox/wallet/pay', { bolt11 }))
    return [amount]
  }
  const more = 1_000 + n
  const blocks = method === 'onchain' ? 2 : 1
  const amount_sat = amount / 1_000
  good(await ask('POST', '/sandbox/chain/pay', { address, amount_sat }))
  const second = { address, amount_sat: more, confirmations: blocks }
  good(await ask('POST', '/sandbox/chain/pay', second))
  return [amount, more * 1_000]
}

function good({ status, body }: Answer): void {
  if (status !== 200) throw new Error(JSON.stringify(body))
}
