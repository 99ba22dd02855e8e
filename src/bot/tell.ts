// Tells people what the outbox says happened: in the
// message that shows it already, or in a new one.
import { GrammyError } from 'grammy'
import type { Id } from '../core/ids.ts'
import { add, ZERO } from '../core/msat.ts'
import type { News } from '../notify/outbox.ts'
import { showAmount } from './amount.ts'
import type { Parts } from './parts.ts'
import { outputOf, purchaseWords } from './screens/buy.ts'
import { paymentWords } from './screens/pay.ts'
import type { Person } from './store/people.ts'
import { say, type Words } from './texts/say.ts'

export async function tell(bot: Parts, account: Id, news: readonly News[]): Promise<void> {
  for (const external of await bot.identities.of(account)) {
    const id = Number(external)
    const person = (await bot.people.find(id)) ?? {
      ...{ id, name: '', language: 'en', notify: true, reactionMsat: undefined }
    }
    await reachable(tellOne(bot, account, person, news))
  }
}

/** Whoever blocked the bot, or never began with it, cannot be told: that is the end of it. */
async function reachable(telling: Promise<void>): Promise<void> {
  try {
    await telling
  } catch (error) {
    if (!(error instanceof GrammyError && (error.error_code === 403 || error.error_code === 400)))
      throw error
  }
}

async function tellOne(
  bot: Parts,
  account: Id,
  person: Person,
  news: readonly News[]
): Promise<void> {
  const tips = news.filter(({ type }) => type === 'transfer.received')
  if (tips.length > 0 && person.notify) await received(bot, account, person, tips)
  for (const { type: what, subject } of news) {
    switch (what) {
      case 'transfer.received':
        break
      case 'transfer.returned':
        await returned(bot, account, person, subject)
        break
      case 'deposit.settled':
        await deposited(bot, account, person, subject)
        break
      case 'payment.succeeded':
      case 'payment.failed': {
        const payment = await bot.payments.find(account, subject)
        if (payment) await show(bot, person, subject, paymentWords(person.language, payment))
        break
      }
      case 'purchase.paid':
      case 'purchase.failed':
      case 'purchase.delivered':
        await bought(bot, account, person, subject, what)
        break
      default:
        what satisfies never
    }
  }
}

/** In place if it is shown somewhere; otherwise only whoever wants notices gets a new message. */
async function show(bot: Parts, person: Person, subject: Id, words: Words): Promise<void> {
  const place = await bot.shown.find(subject)
  if (place !== undefined) await bot.chat.edit(place, person.id, { words })
  else if (person.notify) await bot.chat.send(person.id, person.id, { words })
}

async function received(
  bot: Parts,
  account: Id,
  person: Person,
  tips: readonly News[]
): Promise<void> {
  const all = await bot.transfers.findAll(
    account,
    tips.map(({ subject }) => subject)
  )
  if (all.length === 0) return
  const sum = all.reduce((total, { amountMsat }) => add(total, amountMsat), ZERO)
  const amount = showAmount(sum)
  const words =
    all.length === 1
      ? say(person.language, 'got.one', {
          amount,
          memo: { as: 'quote', text: all[0]?.memo ?? '' }
        })
      : say(person.language, 'got.many', { amount, count: all.length })
  await bot.chat.send(person.id, person.id, { words })
}

async function returned(bot: Parts, account: Id, person: Person, id: Id): Promise<void> {
  const transfer = await bot.transfers.find(account, id)
  if (transfer === undefined || !person.notify) return
  const words = say(person.language, 'got.back', { amount: showAmount(transfer.amountMsat) })
  await bot.chat.send(person.id, person.id, { words })
}

async function deposited(bot: Parts, account: Id, person: Person, id: Id): Promise<void> {
  const [deposit, has] = await Promise.all([
    bot.deposits.find(account, id),
    bot.accounts.find(account)
  ])
  const amountMsat = deposit?.receivedMsat ?? undefined
  if (amountMsat === undefined || has === undefined) return
  const words = say(person.language, 'deposit.received', {
    amount: showAmount(amountMsat),
    balance: showAmount(has.balanceMsat)
  })
  await show(bot, person, id, words)
}

async function bought(
  bot: Parts,
  account: Id,
  person: Person,
  id: Id,
  type: News['type']
): Promise<void> {
  const purchase = await bot.purchases.find(account, id)
  if (purchase === undefined) return
  const card = bot.catalogue.find(lapp => lapp.id === purchase.lapp)
  await show(bot, person, id, purchaseWords(person.language, card, purchase))
  if (type !== 'purchase.delivered') return
  const secret = outputOf(person.language, card, purchase, true)
  if (secret.text === '') return
  await bot.chat.send(person.id, person.id, {
    words: say(person.language, 'buy.secret', { secret })
  })
}
