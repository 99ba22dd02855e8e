// Parses typed answers to a LApp's form: one at a time, or all after its shortcut command.
import { SAT } from '../../core/msat.ts'
import { inputReader } from '../../lapps/contract/form-check.ts'
import { countryCode } from '../../lapps/contract/countries.ts'
import {
  nextStep,
  type Answer,
  type Draft,
  type Format,
  type Step
} from '../../lapps/contract/form.ts'
import type { LAppCard } from '../../lapps/open-lapp.ts'
import { readWholeAmount } from '../grammar/amount.ts'

type Asked = Extract<Step, { is: 'ask' }>

/** `/sms +49 151 23456789 hello`: each field takes the words that fit, from the front. */
export function typedAnswers(
  card: LAppCard,
  said: string
): {
  readonly answers: Draft
  readonly isSecret: boolean
} {
  let words = said.split(/\s+/).filter(word => word !== '')
  let answers: Draft = {}
  let isSecret = false
  for (;;) {
    const step = nextStep(card.input, answers)
    if (step.is === 'done' || words.length === 0) return { answers, isSecret }
    // Secret whether the answer is valid or not.
    isSecret ||= isHidden(step)
    // After a choice there may be more questions.
    const isLast = step.at === step.of && !('oneOf' in step.field)
    const counts = isLast ? [words.length] : words.map((_, n) => n + 1).reverse()
    const found = counts
      .map(count => ({ count, value: fit(card, step, words.slice(0, count).join(' ')) }))
      .find(({ value, count }) => value !== undefined && (isLast || isShaped(step, count)))
    // Unread text may contain a secret too, if the form asks for one.
    if (found?.value === undefined) return { answers, isSecret: isSecret || mayHide(card) }
    answers = { ...answers, [step.name]: found.value }
    words = words.slice(found.count)
  }
}

/** Free text would match all the remaining words: before the last field it takes only one. */
const isShaped = ({ field }: Asked, count: number) =>
  !('type' in field && field.type === 'string' && FREE.includes(field.format)) || count === 1

const FREE: readonly (Format | undefined)[] = [undefined, 'name', 'address']

/** Parses the answer to one field; undefined if the field does not accept it. */
export function fit(card: LAppCard, { name, field }: Asked, text: string): Answer | undefined {
  const bare = text.trim()
  const number = 'type' in field && field.type === 'integer' ? numberIn(bare) : undefined
  const isPhone = 'format' in field && field.format === 'phone'
  // People type numbers as they read them: +49 (0)151 / 234-56.
  const phone = bare.replace(/^00/, '+').replace(/\(0\)|[\s()./-]/g, '')
  const isCountry = 'format' in field && field.format === 'country'
  const country = isCountry ? countryCode(bare, ['en', 'de']) : undefined
  const value = number ?? (isPhone ? phone : (country ?? bare))
  const alone = { ...card.input, properties: { [name]: field }, required: [name] }
  return inputReader(alone)({ [name]: value }).is === 'ok' ? value : undefined
}

/** `1.000`, `2.1k`: as amounts are written everywhere. */
function numberIn(text: string): number | undefined {
  if (/^-?\d{1,16}$/.test(text)) return Number(text)
  const typed = readWholeAmount(text)
  return typed.is === 'amount' ? Number(typed.msat / SAT) : undefined
}

/** Messages that must be deleted from the chat. */
export const isHidden = ({ field }: Asked): boolean => 'writeOnly' in field && field.writeOnly

const mayHide = (card: LAppCard): boolean =>
  Object.values(card.input.properties).some(field => 'writeOnly' in field && field.writeOnly)
