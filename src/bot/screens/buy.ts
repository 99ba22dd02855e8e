// Buys from a LApp by its form alone: one question at a time, then the price, then Buy.
import { AppError } from '../../core/errors.ts'
import { parse, showId } from '../../core/ids.ts'
import { msat } from '../../core/msat.ts'
import { inputReader } from '../../lapps/contract/form-check.ts'
import { nextStep, type Answer, type Draft } from '../../lapps/contract/form.ts'
import type { LAppCard } from '../../lapps/open-lapp.ts'
import type { Action } from '../action.ts'
import type { Button, Screen } from '../chat.ts'
import { keyFor, type Me, type Parts } from '../parts.ts'
import type { Dialog } from '../store/drafts.ts'
import type { Place } from '../store/shown.ts'
import { fieldTitle, iconOf, lappText, titleOf } from '../texts/lapp-text.ts'
import { reasonText } from '../texts/reasons.ts'
import { concat, lines, plain, say, type Language, type Words } from '../texts/say.ts'
import { purchaseWords } from './bought.ts'
import { cancel } from './cancel.ts'
import { unlessSoon } from './paying.ts'
import { answerText, question, ruleOf } from './question.ts'

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
  await bot.chat.send(me.spot, me.id, {
    words: lines([say(language, 'lapps.list'), ...each]),
    rows
  })
}

/** @param said what was typed after the name: the first answers, if they fit */
export async function beginPurchase(
  me: Me,
  bot: Parts,
  lapp: string,
  place?: Place,
  said = ''
): Promise<void> {
  const card = bot.catalogue.find(({ id }) => id === lapp)
  if (card === undefined) {
    await bot.chat.send(me.spot, me.id, { words: say(me.language, 'buy.unknown') })
    return
  }
  await askField(me, bot, { is: 'buy', lapp, answers: typedAnswers(card, said) }, place)
}

/** `/sms +49 151 23456789 hello`: each field takes what fits from the front. */
function typedAnswers(card: LAppCard, said: string): Draft {
  let words = said.split(/\s+/).filter(word => word !== '')
  let draft: Draft = {}
  for (;;) {
    const step = nextStep(card.input, draft)
    if (step.is === 'done' || words.length === 0) return draft
    const isLast = step.at === step.of
    const counts = isLast ? [words.length] : words.map((_, n) => n + 1).reverse()
    const found = counts
      .map(count => ({ count, value: fit(card, step, words.slice(0, count).join(' ')) }))
      .find(({ value, count }) => value !== undefined && (isLast || isShaped(step, count)))
    if (found?.value === undefined) return draft
    draft = { ...draft, [step.name]: found.value }
    words = words.slice(found.count)
  }
}

/** Free text would take all the words there are: only one. */
const isShaped = ({ field }: Extract<ReturnType<typeof nextStep>, { is: 'ask' }>, count: number) =>
  !('type' in field && field.type === 'string' && field.format === undefined) || count === 1

/** Keeps what is known and shows what is next: in the same message after a button. */
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
  if (place === undefined) await bot.chat.send(me.spot, me.id, screen)
  else await bot.chat.edit(place, me.id, screen)
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
      quote.note ?? '',
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
    return [
      say(language, 'tx.row', { name: fieldTitle(card, language, 'input', key), value: shown })
    ]
  })
  return concat(rows, '\n')
}

type Asked = Extract<ReturnType<typeof nextStep>, { is: 'ask' }>

/** What was written as the answer to one field; undefined where that does not take it. */
function fit(card: LAppCard, { name, field }: Asked, text: string): Answer | undefined {
  const bare = text.trim()
  const isNumber = 'type' in field && field.type === 'integer' && /^-?\d{1,16}$/.test(bare)
  const isPhone = 'format' in field && field.format === 'phone'
  // People write numbers as they read them: +49 (0)151 / 234-56.
  const phone = bare.replace(/^00/, '+').replace(/\(0\)|[\s()./-]/g, '')
  const value = isNumber ? Number(bare) : isPhone ? phone : bare
  const alone = { ...card.input, properties: { [name]: field }, required: [name] }
  return inputReader(alone)({ [name]: value }).is === 'ok' ? value : undefined
}

/** What was written is held against the one field that was asked for. */
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

/** Whether what is written next is not to stay in the chat. */
export function asksSecret(bot: Parts, { lapp, answers }: Buying): boolean {
  const step = nextStep(cardOf(bot, lapp).input, answers)
  return step.is === 'ask' && 'writeOnly' in step.field && step.field.writeOnly
}

/** The question once more, with what would fit. */
export async function askAgain(me: Me, bot: Parts, dialog: Buying): Promise<void> {
  const card = cardOf(bot, dialog.lapp)
  const step = nextStep(card.input, dialog.answers)
  if (step.is === 'done') return askField(me, bot, dialog)
  const wrong = say(me.language, 'buy.wrong', {
    title: fieldTitle(card, me.language, 'input', step.name),
    rule: ruleOf(me.language, step.field)
  })
  await askField(me, bot, dialog, undefined, wrong)
}

/** The question before: its answer is forgotten. */
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
