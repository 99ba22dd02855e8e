// Asks for confirmation before paying what somebody pasted, forwarded or photographed: amount,
// payee, balance.
import { AppError } from '../../core/errors.ts'
import { msat, upToSat, ZERO, type Msat } from '../../core/msat.ts'
import type { SuccessAction } from '../../payment/lnurl/success-action.ts'
import type { Reading } from '../../payment/invoice/decode.ts'
import { defaultMaxFee } from '../../payment/fee.ts'
import type { Action } from '../action.ts'
import { show, tell } from '../answer.ts'
import type { Me, Parts } from '../parts.ts'
import type { Place } from '../store/shown.ts'
import { lines, named, say, type Words } from '../texts/say.ts'
import { reasonWords } from '../texts/reasons.ts'
import { showSpan } from '../texts/show-time.ts'
import { cancel } from './cancel.ts'
import type { Button } from '../screen.ts'
import type { Language } from '../texts/language.ts'

export type Wanted = {
  /** Used if the destination names no amount. */
  readonly wanted?: Msat | undefined
  readonly comment?: string | undefined
}

export async function offerPayment(
  me: Me,
  bot: Parts,
  destination: string,
  { wanted, comment = '' }: Wanted
): Promise<void> {
  const { language, reads } = me
  const reading = await bot.payments.decode(destination)
  const refuse = (reason: string): Promise<void> =>
    tell(me, bot, 'pay.wrong', { reason: reasonWords(language, reason) })
  if (!reading.payable) return refuse(reading.reason ?? '')
  const amountMsat = reading.amountMsat ?? wanted
  if (amountMsat === undefined || !isWithin(amountMsat, reading)) {
    await bot.drafts.keep(me.id, { is: 'pay', destination, comment })
    const words = askedFor(language, reading, destination, amountMsat !== undefined)
    return show(me, bot, { words, rows: [[cancel(language)]] })
  }
  await bot.drafts.drop(me.id)
  // Asks for a fresh invoice when it is paid: by then this one may have expired.
  const asked = await promiseOf(bot, { destination, amountMsat, comment })
  if (asked.is === 'refused') return refuse(asked.reason)
  const account = await bot.accounts.find(me.account)
  const balance = account?.balanceMsat ?? ZERO
  const maxFeeMsat = defaultMaxFee(amountMsat)
  const takes = msat(amountMsat + maxFeeMsat)
  const facts = [
    say(reads, 'pay.ask', { amount: { as: 'amount', text: amountMsat } }),
    ...factsOf(language, reading, destination, bot.clock.date()),
    comment === ''
      ? say(language, 'none')
      : say(language, 'pay.comment', { comment: quote(comment) }),
    promiseWords(language, asked.action),
    say(reads, 'pay.fee', { fee: maxFeeMsat }),
    say(reads, takes > balance ? 'pay.short' : 'pay.have', { balance, takes })
  ]
  const does: Action = {
    is: 'pay',
    destination,
    amountMsat: String(amountMsat),
    maxFeeMsat: String(maxFeeMsat),
    comment: comment === '' ? undefined : comment
  }
  const yes: Button =
    takes > balance
      ? restOf(language, msat(takes - balance))
      : { label: say(language, 'pay.yes', { amount: amountMsat }), does }
  const asks = reading.commentMax > 0 && comment === ''
  const above = asks ? [[addComment(language, destination, amountMsat)]] : []
  await show(me, bot, { words: lines(facts), rows: [...above, [cancel(language), yes]] })
}

type Promised =
  | { readonly is: 'asked'; readonly action: SuccessAction | undefined }
  | { readonly is: 'refused'; readonly reason: string }

/** The service sends its success action only with the invoice (LUD-09). */
async function promiseOf(
  bot: Parts,
  request: Parameters<Parts['payments']['prepare']>[0]
): Promise<Promised> {
  try {
    return { is: 'asked', action: (await bot.payments.prepare(request)).successAction }
  } catch (error) {
    if (error instanceof AppError) return { is: 'refused', reason: error.detail }
    throw error
  }
}

function promiseWords(language: Language, action: SuccessAction | undefined): Words {
  switch (action?.tag) {
    case undefined:
      return say(language, 'none')
    case 'message':
      return say(language, 'pay.promise.message')
    case 'url':
      return say(language, 'pay.promise.url', { host: new URL(action.url).host })
    case 'aes':
      return say(language, 'pay.promise.secret', { description: quote(action.description) })
    default:
      return action satisfies never
  }
}

const addComment = (language: Language, destination: string, amountMsat: Msat): Button => ({
  label: say(language, 'pay.comment.add'),
  does: { is: 'comment', destination, amountMsat: String(amountMsat) }
})

/** The next message becomes the comment, and the question is shown again. */
export async function askComment(
  me: Me,
  bot: Parts,
  { destination, amountMsat }: Extract<Action, { is: 'comment' }>,
  place: Place
): Promise<void> {
  await bot.drafts.keep(me.id, { is: 'comment', destination, amountMsat })
  const words = say(me.language, 'pay.comment.ask')
  await bot.chat.edit(place, me.id, { words, rows: [[cancel(me.language)]] })
}

const quote = (text: string) => ({ as: 'quote', text }) as const

const isWithin = (amount: Msat, { minMsat, maxMsat }: Reading): boolean =>
  amount >= (minMsat ?? amount) && amount <= (maxMsat ?? amount)

/** The amount is missing, or the payee does not accept the given one. */
function askedFor(
  language: Language,
  { description, payee, minMsat: min, maxMsat: max }: Reading,
  destination: string,
  isOff: boolean
): Words {
  const to = named(shortPayee(payee ?? destination))
  return lines([
    isOff ? say(language, 'pay.range.off') : say(language, 'pay.amount', { payee: to }),
    say(language, description ? 'pay.for' : 'none', { description: quote(description ?? '') }),
    min === null || max === null ? say(language, 'none') : say(language, 'pay.range', { min, max })
  ])
}

function factsOf(
  language: Language,
  { description, payee, expiresAt }: Reading,
  destination: string,
  now: Date
): readonly Words[] {
  const left = expiresAt === null ? undefined : (expiresAt.getTime() - now.getTime()) / 1000
  return [
    say(language, description ? 'pay.for' : 'none', { description: quote(description ?? '') }),
    say(language, 'pay.to', { payee: named(shortPayee(payee ?? destination)) }),
    left === undefined
      ? say(language, 'none')
      : say(language, 'pay.expires', { span: showSpan(left, language) })
  ]
}

/** A node's public key has 66 digits, of which nobody compares more than the ends. */
const shortPayee = (payee: string): string =>
  /^[0-9a-f]{66}$/.test(payee) ? `${payee.slice(0, 8)}…${payee.slice(-6)}` : payee

const restOf = (language: Language, lacking: Msat): Button => {
  const amount = upToSat(lacking)
  const does = { is: 'deposit', amountMsat: String(amount), ask: false } as const
  return { label: say(language, 'pay.rest', { amount }), does }
}
