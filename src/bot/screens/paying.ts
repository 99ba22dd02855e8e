// Pays after confirmation, and reports progress and outcome in the same message.
import { msat, ZERO } from '../../core/msat.ts'
import { AppError } from '../../core/errors.ts'
import { parse, showId } from '../../core/ids.ts'
import type { Payment } from '../../payment/view.ts'
import type { Action } from '../action.ts'
import { keyFor, type Me, type Parts } from '../parts.ts'
import type { Place } from '../store/shown.ts'
import { failureWords } from '../texts/reasons.ts'
import { lines, plain, say, type Words } from '../texts/say.ts'
import type { Screen } from '../screen.ts'
import type { Language } from '../texts/language.ts'

/** A payment faster than this needs no progress message. */
const SOON_MS = 1_000

/** After this the message says that it takes a while. */
const PATIENCE_MS = 4_000

export async function pay(
  me: Me,
  bot: Parts,
  { destination, amountMsat, maxFeeMsat, comment }: Extract<Action, { is: 'pay' }>,
  place: Place
): Promise<void> {
  const amount = msat(BigInt(amountMsat))
  const going = say(me.language, 'pay.going', { amount })
  const opening = bot.payments.open({
    account: me.account,
    key: keyFor(me, 'payments', { destination, amountMsat, maxFeeMsat, comment }),
    destination,
    amountMsat: amount,
    maxFeeMsat: msat(BigInt(maxFeeMsat)),
    comment
  })
  const { payment } = await unlessSoon(me, bot, place, going, opening)
  await bot.shown.keep(payment.id, place)
  void follow(me, bot, payment, place).catch((error: unknown) => {
    bot.log.warn({ reason: error instanceof Error ? error.name : '' }, 'a payment is not followed')
  })
}

/** Shows that the payment is under way once it has taken a second. */
export async function unlessSoon<T>(
  me: Me,
  bot: Parts,
  place: Place,
  words: Words,
  work: Promise<T>
): Promise<T> {
  const over = new AbortController()
  const saying = bot.clock.sleep(SOON_MS, over.signal).then(async () => {
    if (!over.signal.aborted) await bot.chat.edit(place, me.id, { words }).catch(() => undefined)
  })
  try {
    return await work
  } finally {
    over.abort()
    // The progress message must not arrive after the next one.
    await saying
  }
}

/**
 * The outbox reports the outcome, from whichever process; this reports progress, and repairs a
 * message that the progress text may have overwritten.
 */
async function follow(me: Me, bot: Parts, opened: Payment, place: Place): Promise<void> {
  const { account, id } = opened
  const going = say(me.language, 'pay.going', { amount: opened.amountMsat })
  const soon = await bot.payments.ended(account, id, SOON_MS, bot.stop)
  if (soon?.status === 'pending') await bot.chat.edit(place, me.id, { words: going })
  let seen = await bot.payments.ended(account, id, PATIENCE_MS - SOON_MS, bot.stop)
  for (let said = ''; seen !== undefined && seen.status !== said;) {
    said = seen.status
    await bot.chat.edit(place, me.id, paymentScreen(me.language, seen))
    seen = await bot.payments.find(account, id)
  }
}

/** A payment that waits for its turn can be cancelled; one that was sent cannot. */
function paymentScreen(language: Language, payment: Payment): Screen {
  const words = paymentWords(language, payment)
  if (!payment.waits) return { words }
  const does: Action = { is: 'cancel payment', payment: showId('pay', payment.id) }
  return { words, rows: [[{ label: say(language, 'send.take_back'), does }]] }
}

export async function cancelPayment(
  me: Me,
  bot: Parts,
  { payment }: Extract<Action, { is: 'cancel payment' }>,
  place: Place
): Promise<void> {
  const id = parse('pay', payment)
  if (id === undefined) return
  try {
    await bot.payments.cancel(me.account, id)
  } catch (error) {
    // It was sent in the meantime: the message stays, without its button.
    if (!(error instanceof AppError && error.code === 'being_paid')) throw error
  }
  const now = await bot.payments.find(me.account, id)
  if (now === undefined) return
  await bot.chat.edit(place, me.id, paymentScreen(me.language, now))
}

/** The service's success action (LUD-09, LUD-10): a ticket, a PIN, a link. */
export function successWords(language: Language, action: Payment['successAction']): Words {
  switch (action?.tag) {
    case undefined:
      return plain('')
    case 'message':
      return say(language, 'pay.action.message', { message: { as: 'code', text: action.message } })
    case 'url': {
      const { description, url, host } = action
      const link = { as: 'code', text: url } as const
      return say(language, 'pay.action.url', { description: quote(description), host, link })
    }
    case 'aes': {
      const description = quote(action.description)
      if (action.text === null) return say(language, 'pay.action.sealed', { description })
      const secret = { as: 'code', text: action.text } as const
      return say(language, 'pay.action.secret', { description, secret })
    }
    default:
      return action satisfies never
  }
}

const quote = (text: string) => ({ as: 'quote', text }) as const

export function paymentWords(language: Language, payment: Payment): Words {
  const amount = payment.amountMsat
  switch (payment.status) {
    case 'pending':
      return say(language, payment.waits ? 'pay.waits' : 'pay.held', { amount })
    case 'succeeded':
      return lines([
        say(language, 'pay.done', { amount, fee: payment.feeMsat ?? ZERO }),
        successWords(language, payment.successAction),
        say(language, 'pay.proof', { preimage: { as: 'code', text: payment.preimage ?? '' } }),
        plain(`/tx_${showId('pay', payment.id)}`)
      ])
    case 'failed':
      return lines([say(language, 'pay.failed', { amount }), failureWords(language, payment.error)])
    default:
      return payment.status satisfies never
  }
}
