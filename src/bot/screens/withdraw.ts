// Withdraws to another wallet: destination, amount, or everything.
import { AppError } from '../../core/errors.ts'
import { ZERO } from '../../core/msat.ts'
import { mostWithFee } from '../../payment/fee.ts'
import { show, tell } from '../answer.ts'
import type { Typed } from '../grammar/amount.ts'
import { findDestination } from '../grammar/find-destination.ts'
import type { Priced } from '../money.ts'
import type { Me, Parts } from '../parts.ts'
import { say, type Values } from '../texts/say.ts'
import type { TextKey } from '../texts/en.ts'
import { cancel } from './cancel.ts'
import { offerPayment } from './pay.ts'

export const isAll = (rest: string): boolean => /(?:^|\s)(?:all|alles)(?:\s|$)/i.test(rest)

/** Asks for the destination; what is pasted then is paid this amount, if it names none. */
export async function askWhereTo(
  me: Me,
  bot: Parts,
  typed: Typed | Priced | undefined
): Promise<void> {
  const wanted = typed !== undefined && 'msat' in typed ? typed.msat : undefined
  if (wanted !== undefined) {
    await bot.drafts.keep(me.id, { is: 'withdraw', amountMsat: String(wanted) })
    return ask(me, bot, 'withdraw.some', { amount: wanted })
  }
  await ask(me, bot, 'withdraw.ask', {})
}

export async function withdrawAll(me: Me, bot: Parts, rest: string): Promise<void> {
  const account = await bot.accounts.find(me.account)
  if (account === undefined) throw new AppError('not_found', 'There is no such account.')
  const most = mostWithFee(account.balanceMsat)
  if (most === ZERO) return tell(me, bot, 'withdraw.nothing')
  const to = findDestination(rest)
  if (to !== undefined) return offerPayment(me, bot, to, { wanted: most })
  await bot.drafts.keep(me.id, { is: 'withdraw', amountMsat: String(most) })
  await ask(me, bot, 'withdraw.all', { amount: most, left: account.balanceMsat - most })
}

async function ask(me: Me, bot: Parts, key: TextKey, values: Values): Promise<void> {
  await show(me, bot, { words: say(me.reads, key, values), rows: [[cancel(me.language)]] })
}
