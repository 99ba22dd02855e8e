// Pays what somebody pasted, forwarded or photographed: asks first, then tells how it goes.
import { AppError } from '../../core/errors.ts'
import { show } from '../../core/ids.ts'
import { msat, ZERO, type Msat } from '../../core/msat.ts'
import { defaultMaxFee } from '../../payment/fee.ts'
import type { Payment } from '../../payment/view.ts'
import type { Action } from '../action.ts'
import { showAmount } from '../amount.ts'
import { keyFor, type Me, type Parts } from '../parts.ts'
import type { Place } from '../store/shown.ts'
import { say, type Language, type Words } from '../texts/say.ts'

/** @param wanted what was asked for; used where the destination names no amount */
export async function offer(
  me: Me,
  bot: Parts,
  destination: string,
  wanted: Msat | undefined
): Promise<void> {
  const reading = await bot.payments.decode(destination)
  const { description, payee, reason, expiresAt } = reading
  if (!reading.payable) {
    const words = say(me.language, 'pay.wrong', { reason: reason ?? '' })
    await bot.chat.send(me.chat, me.id, { words })
    return
  }
  const amountMsat = reading.amountMsat ?? wanted
  if (amountMsat === undefined) {
    await bot.drafts.keep(me.id, { is: 'pay', destination })
    const words = say(me.language, 'pay.amount', { payee: payee ?? destination })
    await bot.chat.send(me.chat, me.id, { words, rows: [[cancel(me.language)]] })
    return
  }
  await bot.drafts.drop(me.id)
  const maxFeeMsat = defaultMaxFee(amountMsat)
  const amount = showAmount(amountMsat)
  const words = say(me.language, 'pay.ask', {
    ...{ amount, payee: payee ?? '–' },
    description: description ? { as: 'quote', text: description } : '–',
    expires: expiresAt?.toISOString().slice(0, 16).replace('T', ' ') ?? '–',
    fee: showAmount(maxFeeMsat)
  })
  const does: Action = {
    ...{ is: 'pay', destination, amountMsat: String(amountMsat), maxFeeMsat: String(maxFeeMsat) }
  }
  const yes = { label: say(me.language, 'pay.yes', { amount }), does }
  await bot.chat.send(me.chat, me.id, { words, rows: [[cancel(me.language), yes]] })
}

export const cancel = (language: Language) => ({
  label: say(language, 'cancel'),
  does: { is: 'cancel' } as const
})

/** After this it is said that it takes a while. */
const PATIENCE_MS = 4_000

export async function pay(
  me: Me,
  bot: Parts,
  { destination, amountMsat, maxFeeMsat }: Extract<Action, { is: 'pay' }>,
  place: Place
): Promise<void> {
  const amount = showAmount(BigInt(amountMsat))
  await bot.chat.edit(place, me.id, { words: say(me.language, 'pay.going', { amount }) })
  const { payment } = await bot.payments.open({
    account: me.account,
    key: keyFor(me, 'payments', { destination, amountMsat, maxFeeMsat }),
    destination,
    amountMsat: msat(BigInt(amountMsat)),
    maxFeeMsat: msat(BigInt(maxFeeMsat)),
    comment: undefined
  })
  await bot.shown.keep(payment.id, place)
  void follow(me, bot, payment, place).catch((error: unknown) => {
    bot.log.warn({ reason: error instanceof Error ? error.name : '' }, 'a payment is not followed')
  })
}

/**
 * The end is told by the outbox, in whatever process; this says that it
 * takes a while, and mends what it may have overwritten with that.
 */
async function follow(me: Me, bot: Parts, opened: Payment, place: Place): Promise<void> {
  const { account, id } = opened
  let seen = await bot.payments.ended(account, id, PATIENCE_MS, bot.stop)
  for (let said = ''; seen !== undefined && seen.status !== said;) {
    said = seen.status
    await bot.chat.edit(place, me.id, { words: paymentWords(me.language, seen) })
    seen = await bot.payments.find(account, id)
  }
}

export function paymentWords(language: Language, payment: Payment): Words {
  const amount = showAmount(payment.amountMsat)
  switch (payment.status) {
    case 'pending':
      return say(language, 'pay.held', { amount })
    case 'succeeded':
      return say(language, 'pay.done', {
        ...{ amount, fee: showAmount(payment.feeMsat ?? ZERO) },
        preimage: { as: 'code', text: payment.preimage ?? '' },
        tx: `/tx_${show('pay', payment.id)}`
      })
    case 'failed':
      return say(language, 'pay.failed', { amount, reason: payment.error?.detail ?? '' })
    default:
      return payment.status satisfies never
  }
}

/** The most that leaves enough for its own fee ceiling. */
function mostOf(balance: Msat): Msat {
  const share = (balance * 100n) / 101n
  const fitting = [balance - 5_000n, share, share - 1n].filter(
    amount => amount > 0n && amount + defaultMaxFee(msat(amount)) <= balance
  )
  return fitting.reduce<Msat>((most, amount) => (amount > most ? msat(amount) : most), ZERO)
}

export async function withdraw(me: Me, bot: Parts, rest: string, to: string | undefined) {
  const account = await bot.accounts.find(me.account)
  if (account === undefined) throw new AppError('not_found', 'no account')
  if (!/\ball\b/i.test(rest)) {
    await bot.chat.send(me.chat, me.id, { words: say(me.language, 'withdraw.ask') })
    return
  }
  const most = mostOf(account.balanceMsat)
  if (most === ZERO) {
    await bot.chat.send(me.chat, me.id, { words: say(me.language, 'withdraw.nothing') })
    return
  }
  if (to !== undefined) return offer(me, bot, to, most)
  await bot.drafts.keep(me.id, { is: 'withdraw', amountMsat: String(most) })
  const words = say(me.language, 'withdraw.all', { amount: showAmount(most) })
  await bot.chat.send(me.chat, me.id, { words, rows: [[cancel(me.language)]] })
}
