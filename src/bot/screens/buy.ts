// Buys from a LApp using only its form: one question at a time, then the price, then Buy.
import { AppError } from '../../core/errors.ts'
import { parse, showId } from '../../core/ids.ts'
import { msat } from '../../core/msat.ts'
import { nextStep, type Answer, type Draft } from '../../lapps/contract/form.ts'
import type { LAppCard } from '../../lapps/open-lapp.ts'
import type { Action } from '../action.ts'
import { show, tell } from '../answer.ts'
import { keyFor, type Me, type Parts } from '../parts.ts'
import type { Dialog } from '../store/drafts.ts'
import type { Place } from '../store/shown.ts'
import { fieldTitle, iconOf, lappText, saidOf, titleOf } from '../texts/lapp-text.ts'
import { reasonText } from '../texts/reasons.ts'
import { concat, lines, plain, say, type Words } from '../texts/say.ts'
import { purchaseWords } from './bought.ts'
import { cancel } from './cancel.ts'
import { unlessSoon } from './paying.ts'
import { ruleOf } from '../texts/rule.ts'
import { answerText, question } from './question.ts'
import { fit, isHidden, typedAnswers } from './typed-answers.ts'
import type { Button, Screen } from '../screen.ts'
import type { Language } from '../texts/language.ts'

type Buying = Extract<Dialog, { is: 'buy' }>

export async function lapps(me: Me, bot: Parts): Promise<void> {
  const { language } = me
  const cards = bot.catalogue.filter(({ status }) => status === 'active').slice(0, 40)
  const rows = cards.map((card): Button[] => [
    {
      label: plain(`${iconOf(card)} ${titleOf(card, language)}`),
      does: { is: 'lapp', lapp: card.id }
    }
  ])
  const each = cards.map(card =>
    say(language, 'lapps.one', {
      title: { as: 'bold', text: titleOf(card, language) },
      summary: lappText(card, language, 'summary', card.manifest.summary)
    })
  )
  await show(me, bot, { words: lines([say(language, 'lapps.list'), ...each]), rows })
}

type Typed = {
  /** Text typed after the LApp's name: the first answers, if they are valid. */
  readonly said: string
  /** The message in which it was typed. */
  readonly message: number
}

/** @param place the message whose button was pressed */
export async function beginPurchase(
  me: Me,
  bot: Parts,
  lapp: string,
  place?: Place,
  typed?: Typed
): Promise<void> {
  const card = bot.catalogue.find(({ id }) => id === lapp)
  if (card === undefined) return tell(me, bot, 'buy.unknown')
  const { answers, isSecret } = typedAnswers(card, typed?.said ?? '')
  // Treated as secret, since it answers a secret field.
  if (typed !== undefined && isSecret) {
    await bot.chat.remove({ chat: me.spot.chat, message: typed.message })
  }
  await askField(me, bot, { is: 'buy', lapp, answers }, place)
}

/** Saves the answers and shows the next question: in the same message after a button press. */
export async function askField(
  me: Me,
  bot: Parts,
  dialog: Buying,
  place?: Place,
  wrong?: Words
): Promise<void> {
  const card = cardOf(bot, dialog.lapp)
  await bot.drafts.keep(me.id, dialog)
  const step = nextStep(card.input, dialog.answers)
  const screen =
    step.is === 'ask'
      ? question(me.language, card, step, wrong)
      : await summary(me, bot, card, step.answers, dialog.answers)
  await show(me, bot, screen, place)
}

function cardOf(bot: Parts, lapp: string): LAppCard {
  const card = bot.catalogue.find(({ id }) => id === lapp)
  if (card === undefined) throw new AppError('not_found', `there is no LApp ${lapp}`)
  return card
}

async function summary(
  me: Me,
  bot: Parts,
  card: LAppCard,
  input: Readonly<Record<string, Answer>>,
  draft: Draft
): Promise<Screen> {
  const { language } = me
  const { alerts, refund } = card.manifest
  const back: Button = { label: say(language, 'buy.back'), does: { is: 'back' } }
  const change: Button = { label: say(language, 'buy.change'), does: { is: 'lapp', lapp: card.id } }
  const below = [back, change, cancel(language)]
  try {
    const quote = await bot.purchases.quote({ account: me.account, lapp: card.id, input })
    const notes = [
      saidOf(card, language, 'note', quote.note ?? ''),
      alerts.before === undefined ? '' : lappText(card, language, 'alerts.before', alerts.before),
      lappText(card, language, 'refund', refund.text)
    ]
    const words = lines([
      say(language, 'buy.title', {
        icon: iconOf(card),
        app: { as: 'bold', text: titleOf(card, language) }
      }),
      answersOf(language, card, draft),
      say(me.reads, 'buy.price', { price: quote.amountMsat }),
      quote.surchargeMsat === 0n
        ? plain('')
        : say(me.reads, 'buy.surcharge', { surcharge: quote.surchargeMsat }),
      say(me.reads, 'pay.fee', { fee: quote.maxFeeMsat }),
      ...notes.map(note => (note === '' ? plain('') : say(language, 'buy.note', { note })))
    ])
    const does: Action = {
      is: 'buy',
      lapp: card.id,
      quote: showId('quo', quote.id),
      maxTotalMsat: String(quote.totalMaxMsat)
    }
    const price = quote.amountMsat + quote.surchargeMsat
    return { words, rows: [[{ label: say(language, 'buy.yes', { price }), does }], below] }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { words: reasonText(language, error, card), rows: [below] }
  }
}

function answersOf(language: Language, card: LAppCard, draft: Draft): Words {
  const rows = Object.entries(card.input.properties).flatMap(([key, field]) => {
    const value = draft[key]
    if (value === undefined || value === null) return []
    const hidden = 'writeOnly' in field && field.writeOnly
    const shown = hidden ? '•••' : answerText(card, language, key, field, value)
    const title = fieldTitle(card, language, 'input', key)
    // A title may be a question, which takes no colon.
    return title.endsWith('?')
      ? [say(language, 'buy.answer', { title, answer: shown })]
      : [say(language, 'tx.row', { name: title, value: shown })]
  })
  return concat(rows, '\n')
}

/** Checks what was typed against the one field that was asked for. */
export async function takeAnswer(
  me: Me,
  bot: Parts,
  dialog: Buying,
  text: string
): Promise<boolean> {
  const card = cardOf(bot, dialog.lapp)
  const step = nextStep(card.input, dialog.answers)
  if (step.is === 'done') return false
  const value = fit(card, step, text)
  if (value === undefined) return false
  await askField(me, bot, { ...dialog, answers: { ...dialog.answers, [step.name]: value } })
  return true
}

/** Whether the next message has to be deleted from the chat. */
export function asksSecret(bot: Parts, { lapp, answers }: Buying): boolean {
  const step = nextStep(cardOf(bot, lapp).input, answers)
  return step.is === 'ask' && isHidden(step)
}

/** Repeats the question, with what would be valid. */
export async function askAgain(me: Me, bot: Parts, dialog: Buying): Promise<void> {
  const card = cardOf(bot, dialog.lapp)
  const step = nextStep(card.input, dialog.answers)
  if (step.is === 'done') return askField(me, bot, dialog)
  const rule = ruleOf(me.language, step.field, step.name)
  const wrong = say(me.language, 'buy.wrong', { rule })
  await askField(me, bot, dialog, undefined, wrong)
}

/** Goes back to the previous question and forgets its answer. */
export async function back(me: Me, bot: Parts, dialog: Buying, place: Place): Promise<void> {
  const fields = Object.keys(cardOf(bot, dialog.lapp).input.properties)
  const last = fields.findLast(name => Object.hasOwn(dialog.answers, name))
  const left = Object.entries(dialog.answers).filter(([name]) => name !== last)
  await askField(me, bot, { ...dialog, answers: Object.fromEntries(left) }, place)
}

export async function buy(
  me: Me,
  bot: Parts,
  { lapp, quote, maxTotalMsat }: Extract<Action, { is: 'buy' }>,
  place: Place
): Promise<void> {
  const card = cardOf(bot, lapp)
  const going = say(me.language, 'buy.going', { title: titleOf(card, me.language) })
  const buying = bot.purchases.buy({
    account: me.account,
    key: keyFor(me, 'purchases', { lapp, quote, maxTotalMsat }),
    lapp,
    input: undefined,
    quote: parse('quo', quote),
    maxTotalMsat: msat(BigInt(maxTotalMsat))
  })
  const { purchase } = await unlessSoon(me, bot, place, going, buying)
  await bot.shown.keep(purchase.id, place)
  await bot.drafts.drop(me.id)
  await bot.chat.edit(place, me.id, { words: purchaseWords(me.language, card, purchase) })
}
