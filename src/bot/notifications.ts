// Notifies people of events from the outbox: edits the message that already shows it, or sends a
// new one.
import { GrammyError } from 'grammy'
import type { Id } from '../core/ids.ts'
import { add, ZERO } from '../core/msat.ts'
import type { AccountEvent } from '../notify/outbox.ts'
import { counterparts } from './counterparts.ts'
import { readerOf } from './money.ts'
import type { Parts } from './parts.ts'
import { outputOf, purchaseWords } from './screens/bought.ts'
import { cameWords } from './screens/deposited.ts'
import { paymentWords } from './screens/paying.ts'
import { NAMES_MAX } from './store/tips.ts'
import { NOBODY, type Person } from './store/people.ts'
import { concat, named, nameWords, plain, say, spaced, withMemo } from './texts/say.ts'
import type { Words } from './texts/say.ts'
import type { Language } from './texts/language.ts'

export async function notify(
  bot: Parts,
  account: Id,
  events: readonly AccountEvent[]
): Promise<void> {
  await follow(bot, events)
  for (const external of await bot.identities.of(account)) {
    const id = Number(external)
    const person = (await bot.people.find(id)) ?? { ...NOBODY, id }
    await reachable(tellOne(bot, account, person, events))
  }
}

/** The message of a tip that waited is updated when the tip ends, whoever is notified. */
async function follow({ board }: Parts, events: readonly AccountEvent[]): Promise<void> {
  const of = (type: AccountEvent['type']): readonly Id[] =>
    events.filter(one => one.type === type).map(({ subject }) => subject)
  const [claimed, back] = [of('transfer.received'), of('transfer.returned')]
  if (claimed.length > 0) await board.end(claimed, 'claimed')
  if (back.length > 0) await board.end(back, 'returned')
}

/** Anyone who blocked the bot, or never started it, cannot be notified: the event is dropped. */
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
  events: readonly AccountEvent[]
): Promise<void> {
  const tips = events.filter(({ type }) => type === 'transfer.received')
  if (tips.length > 0) await received(bot, account, person, tips)
  for (const { type: what, subject } of events) {
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

/**
 * Edits the message that promised to say it, or sends another if that was deleted. Without one,
 * only people who want notices are sent any.
 */
async function show(bot: Parts, person: Person, subject: Id, words: Words): Promise<void> {
  const place = await bot.shown.find(subject)
  const isShown = place !== undefined && (await bot.chat.edit(place, person.id, { words }))
  if (isShown || (place === undefined && !person.notify)) return
  await bot.chat.send({ chat: person.id }, person.id, { words })
}

/** Time a tip may take from the ledger to the board, which knows where it was given. */
const SOON_MS = 300
const FRESH_MS = 3_000

async function received(
  bot: Parts,
  account: Id,
  person: Person,
  tips: readonly AccountEvent[]
): Promise<void> {
  const { language } = person
  const reads = await readerOf(bot, person)
  const ids = tips.map(({ subject }) => subject)
  const joined = await bot.links.find(String(person.id))
  // A balance carried over when accounts were linked was theirs already.
  const all = (await bot.transfers.findAll(account, ids)).filter(({ from }) => from !== joined?.own)
  const [first] = all
  if (first === undefined) return
  const isFresh = all.some(
    ({ createdAt }) => createdAt.getTime() > bot.clock.date().getTime() - FRESH_MS
  )
  if (isFresh) await bot.clock.sleep(SOON_MS, bot.stop)
  const known = await counterparts(bot, account, all)
  await sentIsThere(
    bot,
    all.map(({ id }) => id)
  )
  if (!person.notify) return
  const { name = '', place } = known.get(first.id) ?? {}
  const count = all.length
  const amount = all.reduce((total, { amountMsat }) => add(total, amountMsat), ZERO)
  const words =
    count === 1
      ? say(reads, 'got.one', {
          name: nameOr(language, name),
          amount,
          place: place === undefined ? plain('') : inPlace(language, place),
          memo: withMemo(language, first.memo)
        })
      : say(reads, 'got.many', {
          amount,
          count,
          names: namesOf(
            language,
            all.map(({ id }) => known.get(id)?.name ?? '')
          )
        })
  await bot.chat.send({ chat: person.id }, person.id, { words })
}

const inPlace = (language: Language, place: string): Words =>
  spaced(say(language, 'got.in', { place: named(place) }))

const nameOr = (language: Language, name: string): Words =>
  name === '' ? say(language, 'got.somebody') : nameWords(name)

function namesOf(language: Language, all: readonly string[]): Words {
  const names = [...new Set(all.filter(name => name !== ''))]
  const few = concat(names.slice(0, NAMES_MAX).map(nameWords), ', ')
  if (names.length === 0) return say(language, 'got.somebody')
  return names.length > NAMES_MAX ? say(language, 'tip.names', { names: few }) : few
}

/** The message that said that the transfer waits, in its giver's language. */
async function sentIsThere(bot: Parts, ids: readonly Id[]): Promise<void> {
  for (const { place, person, language, name, amountMsat } of await bot.shown.ended(ids)) {
    const words = say(language, 'send.claimed', { name: named(name), amount: amountMsat })
    await bot.chat.edit(place, person, { words }).catch(() => undefined)
  }
}

async function returned(bot: Parts, account: Id, person: Person, id: Id): Promise<void> {
  const transfer = await bot.transfers.find(account, id)
  if (transfer === undefined) return
  const gift = /^gift:(.+)$/.exec(transfer.to)?.[1]
  if (gift !== undefined) return giftReturned(bot, person, gift as Id)
  const { amountMsat: amount } = transfer
  for (const { place, person: giver, language, name } of await bot.shown.ended([id])) {
    const isRead = place.chat < 0 || place.inline !== undefined
    const key = isRead ? 'send.back.group' : 'send.back'
    const words = say(language, key, { name: named(name), amount })
    await bot.chat.edit(place, giver, { words }).catch(() => undefined)
  }
  // A giver who took it back has been told already.
  if (!person.notify || (await bot.shown.isTakenBack(id))) return
  const name = (await counterparts(bot, account, [transfer])).get(id)?.name ?? ''
  const words = say(person.language, 'got.back', { name: nameOr(person.language, name), amount })
  await bot.chat.send({ chat: person.id }, person.id, { words })
}

/** Many parts of a giveaway are returned at once: notified once. */
async function giftReturned(bot: Parts, person: Person, gift: Id): Promise<void> {
  const round = await bot.rounds.returned(gift)
  if (round === undefined) return
  bot.board.wake(round.chat)
  if (!person.notify) return
  const { count } = await bot.rounds.joined(round.id)
  const left = BigInt(round.count - count)
  const words = say(person.language, 'round.back', { amount: round.amountMsat * left, left })
  await bot.chat.send({ chat: person.id }, person.id, { words })
}

async function deposited(bot: Parts, account: Id, person: Person, id: Id): Promise<void> {
  const [deposit, has] = await Promise.all([
    bot.deposits.find(account, id),
    bot.accounts.find(account)
  ])
  const amount = deposit?.receivedMsat ?? undefined
  if (deposit === undefined || amount === undefined || has === undefined) return
  const place = await bot.shown.find(id)
  if (place !== undefined) {
    await bot.chat.edit(place, person.id, { words: cameWords(person.language, deposit) })
  }
  if (!person.notify) return
  // A new message triggers a push notification, an edit does not.
  const reads = await readerOf(bot, person)
  // A deposit paid in several payments is notified for each of them.
  const isMore = deposit.payments.filter(({ state }) => state === 'credited').length > 1
  const key = isMore ? 'deposit.came.more' : 'deposit.came'
  const words = say(reads, key, { amount, balance: has.balanceMsat })
  await bot.chat.send({ chat: person.id }, person.id, { words })
}

async function bought(
  bot: Parts,
  account: Id,
  person: Person,
  id: Id,
  type: AccountEvent['type']
): Promise<void> {
  const purchase = await bot.purchases.find(account, id)
  if (purchase === undefined) return
  const card = bot.catalogue.find(lapp => lapp.id === purchase.lapp)
  await show(bot, person, id, purchaseWords(person.language, card, purchase))
  if (type !== 'purchase.delivered') return
  const secret = outputOf(person.language, card, purchase, true)
  if (secret.text === '') return
  await bot.chat.send({ chat: person.id }, person.id, {
    words: say(person.language, 'buy.secret', { secret })
  })
}
