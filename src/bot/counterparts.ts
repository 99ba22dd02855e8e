// Names the counterparty of transfers: people by their Telegram names, accounts by their own.
import { parse, type Id } from '../core/ids.ts'
import type { Transfer } from '../transfer/entity.ts'
import type { Parts } from './parts.ts'

export type Counterpart = { readonly name: string; readonly place: string | undefined }

/** The most names looked up at once; nobody reads more. */
const NAMES_MAX = 10

/** For each transfer: its receiver if the account sent it, else its sender. */
export async function counterparts(
  bot: Pick<Parts, 'board' | 'people' | 'identities' | 'accounts'>,
  account: Id,
  transfers: readonly Transfer[]
): Promise<ReadonlyMap<Id, Counterpart>> {
  const few = transfers.slice(0, NAMES_MAX)
  const origins = await bot.board.origins(few.map(({ id }) => id))
  const byTip = new Map(origins.map(({ transfer, ...origin }) => [transfer, origin]))
  const names = new Map<string, Promise<string>>()
  const nameOf = (who: string): Promise<string> => {
    const name = names.get(who) ?? lookUp(bot, who)
    names.set(who, name)
    return name
  }
  const found = await Promise.all(
    few.map(async ({ id, from, to }) => {
      const tip = byTip.get(id)
      const place = tip?.place ?? undefined
      const name = from === account ? await nameOf(to) : (tip?.name ?? (await nameOf(from)))
      return [id, { name, place: place === '' ? undefined : place }] as const
    })
  )
  return new Map(found)
}

/** @param who `telegram:…`, `acc_…`, or the id of an account */
async function lookUp(
  bot: Pick<Parts, 'people' | 'identities' | 'accounts'>,
  who: string
): Promise<string> {
  // A part of a giveaway that nobody has taken.
  if (who.startsWith('gift:')) return '🎁'
  const person = /^telegram:(\d+)$/.exec(who)?.[1]
  if (person !== undefined) return (await bot.people.find(Number(person)))?.name ?? ''
  const account = who.startsWith('acc_') ? parse('acc', who) : (who as Id)
  if (account === undefined) return ''
  const [identity] = await bot.identities.of(account)
  const known = identity === undefined ? undefined : await bot.people.find(Number(identity))
  return known?.name ?? (await bot.accounts.find(account))?.name ?? ''
}
