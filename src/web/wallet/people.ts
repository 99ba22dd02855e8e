// Names the counterparties of transfers, as far as the reader may know them.
import { parse, type Id } from '../../core/ids.ts'
import type { StatementRow } from '../../ledger/read.ts'
import type { Transfer } from '../../transfer/entity.ts'
import type { Wallet } from './rooms.ts'

type Known = Pick<Wallet, 'people' | 'identities' | 'accounts'>

/** By row id, for the rows that are transfers. */
export async function namesOf(
  wallet: Known & Pick<Wallet, 'transfers'>,
  account: Id,
  rows: readonly StatementRow[]
): Promise<ReadonlyMap<Id, string>> {
  const ids = rows.filter(({ type }) => /^transfer|^refund/.test(type)).map(({ id }) => id)
  if (ids.length === 0) return new Map()
  const found = await wallet.transfers.findAll(account, ids)
  const names = await Promise.all(found.map(one => otherOf(wallet, account, one)))
  return new Map(found.map(({ id }, at) => [id, names[at] ?? '']))
}

/** The recipient or the sender, under the name that they chose themselves. */
export const otherOf = async (
  wallet: Known,
  account: Id,
  { from, to }: Pick<Transfer, 'from' | 'to'>
): Promise<string> => (from === account ? nameOf(wallet, to) : nameOf(wallet, from))

/** @param who `telegram:…`, `acc_…`, or the id of an account */
async function nameOf({ people, identities, accounts }: Known, who: string): Promise<string> {
  // An unclaimed part of a giveaway.
  if (who.startsWith('gift:')) return '🎁'
  const person = /^telegram:(\d+)$/.exec(who)?.[1]
  if (person !== undefined) return (await people.find(Number(person)))?.name ?? ''
  const account = who.startsWith('acc_') ? parse('acc', who) : (who as Id)
  if (account === undefined) return ''
  const [identity] = await identities.of(account)
  const known = identity === undefined ? undefined : await people.find(Number(identity))
  return known?.name ?? (await accounts.find(account))?.name ?? ''
}
