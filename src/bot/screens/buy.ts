// Buys from a LApp by its form alone: one question at a time, then the price, then Buy.
import { AppError } from '../../core/errors.ts'
import { parse, show } from '../../core/ids.ts'
import { msat } from '../../core/msat.ts'
import { reader } from '../../lapps/form-check.ts'
import { steps, type Answer, type Draft, type Field, type Step } from '../../lapps/form.ts'
import type { LAppCard } from '../../lapps/open-lapp.ts'
import type { Purchase } from '../../purchase/view.ts'
import type { Action } from '../action.ts'
import { showAmount } from '../amount.ts'
import type { Button, Screen } from '../chat.ts'
import { keyFor, type Me, type Parts } from '../parts.ts'
import type { Dialog } from '../store/drafts.ts'
import type { Place } from '../store/shown.ts'
import { concat, say, type Language, type Words } from '../texts/say.ts'
import { explain } from './explain.ts'
import { cancel } from './pay.ts'

type Buying = Extract<Dialog, { is: 'buy' }>

export async function lapps(me: Me, bot: Parts): Promise<void> {
  const cards = bot.catalogue.filter(({ status }) => status === 'active').slice(0, 40)
  const lines = cards.map(({ manifest: { title, summary } }) =>
    say(me.language, 'lapps.one', { title: { as: 'bold', text: title }, summary })
  )
  const rows = cards.map(({ id, manifest }): Button[] => [
    { label: label(manifest.title), does: { is: 'lapp', lapp: id } }
  ])
  const words = concat([say(me.language, 'lapps.list'), ...lines], '\n')
  await bot.chat.send(me.chat, me.id, { words, rows })
}

const label = (text: string): Words => ({ text, entities: [] })

export async function begin(me: Me, bot: Parts, lapp: string, place?: Place): Promise<void> {
  if (!bot.catalogue.some(({ id }) => id === lapp)) {
    await bot.chat.send(me.chat, me.id, { words: say(me.language, 'buy.unknown') })
    return
  }
  await ask(me, bot, { is: 'buy', lapp, answers: {} }, place)
}

/** Keeps what is known and shows what is next: in the same message after a button. */
export async function ask(me: Me, bot: Parts, dialog: Buying, place?: Place): Promise<void> {
  const card = cardOf(bot, dialog.lapp)
  await bot.drafts.keep(me.id, dialog)
  const step = steps(card.input, dialog.answers)
  const screen =
    step.is === 'ask'
      ? question(me.language, card, step)
      : await summary(me, bot, card, step.answers, dialog.answers)
  if (place === undefined) await bot.chat.send(me.chat, me.id, screen)
  else await bot.chat.edit(place, me.id, screen)
}

function cardOf(bot: Parts, lapp: string): LAppCard {
  const card = bot.catalogue.find(({ id }) => id === lapp)
  if (card === undefined) throw new AppError('not_found', `there is no LApp ${lapp}`)
  return card
}

type Ask = Extract<Step, { is: 'ask' }>

function question(language: Language, card: LAppCard, step: Ask): Screen {
  const { field, name, at, of, required } = step
  const title = { as: 'bold', text: field.title } as const
  const words = say(language, 'buy.question', {
    ...{ at, of, title, description: field.description ?? '' }
  })
  const choices = choicesOf(language, card, name, field).map(button => [button])
  const skip = { label: say(language, 'buy.skip'), does: answer(name, null) }
  const back = { label: say(language, 'buy.back'), does: { is: 'back' } as const }
  const below = [...(at > 1 ? [back] : []), ...(required ? [] : [skip]), cancel(language)]
  return { words, rows: [...choices, below] }
}

const answer = (name: string, value: Answer | null): Action => ({ is: 'answer', name, value })

function choicesOf(language: Language, card: LAppCard, name: string, field: Field): Button[] {
  if ('oneOf' in field)
    return field.oneOf.map(one => ({ label: label(one.title), does: answer(name, one.const) }))
  switch (field.type) {
    case 'boolean':
      return [
        { label: say(language, 'buy.on'), does: answer(name, true) },
        { label: say(language, 'buy.off'), does: answer(name, false) }
      ]
    case 'integer': {
      const known = card.manifest.examples.map(example => example[name])
      const numbers = [...new Set(known.filter(value => typeof value === 'number'))].slice(0, 6)
      return numbers.map(value => ({ label: label(String(value)), does: answer(name, value) }))
    }
    case 'string':
      return []
    default:
      return field satisfies never
  }
}

async function summary(
  me: Me,
  bot: Parts,
  card: LAppCard,
  input: Readonly<Record<string, Answer>>,
  draft: Draft
): Promise<Screen> {
  const back = { label: say(me.language, 'buy.back'), does: { is: 'back' } as const }
  const change: Button = {
    label: say(me.language, 'buy.change'),
    does: { is: 'lapp', lapp: card.id }
  }
  try {
    const quote = await bot.purchases.quote({ account: me.account, lapp: card.id, input })
    const words = say(me.language, 'buy.summary', {
      title: { as: 'bold', text: card.manifest.title },
      answers: answersOf(me.language, card, draft),
      price: showAmount(quote.amountMsat),
      surcharge: showAmount(quote.surchargeMsat),
      fee: showAmount(quote.maxFeeMsat),
      note: [quote.note, card.manifest.alerts.before, card.manifest.refund.text]
        .filter(text => text !== null && text !== undefined)
        .join(' · ')
    })
    const does: Action = {
      ...{ is: 'buy', lapp: card.id, quote: show('quo', quote.id) },
      maxTotalMsat: String(quote.totalMaxMsat)
    }
    const yes = { label: say(me.language, 'buy.yes'), does }
    return { words, rows: [[yes], [back, change, cancel(me.language)]] }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { words: explain(me.language, error), rows: [[back, change, cancel(me.language)]] }
  }
}

function answersOf(language: Language, card: LAppCard, draft: Draft): Words {
  const lines = Object.entries(card.input.properties).flatMap(([name, field]) => {
    const value = draft[name]
    if (value === undefined || value === null) return []
    const hidden = 'writeOnly' in field && field.writeOnly
    return [say(language, 'tx.row', { name: field.title, value: hidden ? '•••' : String(value) })]
  })
  return concat(lines, '\n')
}

/** What was written is held against the one field that was asked for. */
export async function take(me: Me, bot: Parts, dialog: Buying, text: string): Promise<void> {
  const card = cardOf(bot, dialog.lapp)
  const step = steps(card.input, dialog.answers)
  if (step.is === 'done') return ask(me, bot, dialog)
  const { name, field } = step
  const number = 'type' in field && field.type === 'integer' && /^-?\d{1,16}$/.test(text.trim())
  const value = number ? Number(text.trim()) : text.trim()
  const alone = { ...card.input, properties: { [name]: field }, required: [name] }
  const read = reader(alone)({ [name]: value })
  if (read.is === 'invalid') {
    const words = say(me.language, 'buy.wrong', { detail: read.error.detail })
    await bot.chat.send(me.chat, me.id, { words })
    return
  }
  await ask(me, bot, { ...dialog, answers: { ...dialog.answers, [name]: value } })
}

/** The question before: its answer is forgotten. */
export async function back(me: Me, bot: Parts, dialog: Buying, place: Place): Promise<void> {
  const fields = Object.keys(cardOf(bot, dialog.lapp).input.properties)
  const last = fields.findLast(name => Object.hasOwn(dialog.answers, name))
  const left = Object.entries(dialog.answers).filter(([name]) => name !== last)
  await ask(me, bot, { ...dialog, answers: Object.fromEntries(left) }, place)
}

export async function buy(
  me: Me,
  bot: Parts,
  { lapp, quote, maxTotalMsat }: Extract<Action, { is: 'buy' }>,
  place: Place
): Promise<void> {
  const card = cardOf(bot, lapp)
  const title = card.manifest.title
  await bot.chat.edit(place, me.id, { words: say(me.language, 'buy.going', { title }) })
  const { purchase } = await bot.purchases.buy({
    account: me.account,
    key: keyFor(me, 'purchases', { lapp, quote, maxTotalMsat }),
    lapp,
    input: undefined,
    quote: parse('quo', quote),
    maxTotalMsat: msat(BigInt(maxTotalMsat))
  })
  await bot.shown.keep(purchase.id, place)
  await bot.drafts.drop(me.id)
  if (purchase.status === 'pending') return
  await bot.chat.edit(place, me.id, { words: purchaseWords(me.language, card, purchase) })
}

export function purchaseWords(
  language: Language,
  card: LAppCard | undefined,
  purchase: Purchase
): Words {
  const title = card?.manifest.title ?? purchase.lapp
  const facts = {
    title,
    amount: showAmount(purchase.amountMsat),
    tx: `/tx_${show('pur', purchase.id)}`
  }
  switch (purchase.status) {
    case 'pending':
      return say(language, 'buy.going', facts)
    case 'failed':
      return say(language, 'buy.failed', { ...facts, reason: purchase.error?.detail ?? '' })
    case 'paid':
      return say(
        language,
        purchase.delivery.state === 'waiting' ? 'buy.waiting' : 'buy.paid',
        facts
      )
    case 'delivered':
      return say(language, 'buy.delivered', {
        ...facts,
        output: outputOf(language, card, purchase, false)
      })
    default:
      return purchase.status satisfies never
  }
}

/** What was delivered; with `secret` only what is shown once, without it all but that. */
export function outputOf(
  language: Language,
  card: LAppCard | undefined,
  purchase: Purchase,
  secret: boolean
): Words {
  const fields: Readonly<Record<string, Field>> = card?.output?.properties ?? {}
  const lines = Object.entries(purchase.delivery.output ?? {}).flatMap(([name, value]) => {
    const field = fields[name]
    const once = field !== undefined && 'writeOnly' in field && field.writeOnly
    const title = field?.title ?? name
    const text = String(value)
    if (secret)
      return once ? [say(language, 'tx.row', { name: title, value: { as: 'spoiler', text } })] : []
    const shown = once ? say(language, 'buy.secret.gone') : ({ as: 'code', text } as const)
    return [say(language, 'tx.row', { name: title, value: shown })]
  })
  return concat(lines, '\n')
}
