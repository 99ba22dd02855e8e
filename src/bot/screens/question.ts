// Renders one question of a LApp's form: the LApp, the position in the form, choices as buttons.
import { SAT } from '../../core/msat.ts'
import { countryName } from '../../lapps/contract/countries.ts'
import type { Answer, Field, Step } from '../../lapps/contract/form.ts'
import type { LAppCard } from '../../lapps/open-lapp.ts'
import type { Action } from '../action.ts'
import { fieldTitle, iconOf, lappText, titleOf } from '../texts/lapp-text.ts'
import { isAmount } from '../texts/rule.ts'
import { showAmount } from '../texts/show-amount.ts'
import { lines, plain, say, type Words } from '../texts/say.ts'
import { cancel } from './cancel.ts'
import type { Button, Screen } from '../screen.ts'
import type { Language } from '../texts/language.ts'

type Ask = Extract<Step, { is: 'ask' }>

/** @param wrong what was wrong with the previous answer */
export function question(language: Language, card: LAppCard, step: Ask, wrong?: Words): Screen {
  const { field, name, at, of, required } = step
  const english = field.description ?? ''
  const text = say(language, 'buy.question', {
    icon: iconOf(card),
    app: { as: 'bold', text: titleOf(card, language) },
    at,
    of: isOpen(card, name) ? '' : `/${of}`,
    title: fieldTitle(card, language, 'input', name),
    description: lappText(card, language, `input.${name}.description`, english)
  })
  const words = lines([wrong ?? plain(''), text])
  const choices = choicesOf(language, card, name, field).map(button => [button])
  const skip: Button = { label: say(language, 'buy.skip'), does: answer(name, null) }
  const back: Button = { label: say(language, 'buy.back'), does: { is: 'back' } }
  const below = [
    ...(at > 1 ? [back] : []),
    ...(required || hasPreset(field) ? [] : [skip]),
    cancel(language)
  ]
  return { words, rows: [...choices, below] }
}

/** Whether this answer or a later one may still add questions: then nobody knows how many. */
function isOpen({ input }: LAppCard, name: string): boolean {
  const names = Object.keys(input.properties)
  const ahead = names.slice(names.indexOf(name))
  return Object.values(input.properties).some(({ onlyIf = {} }) =>
    ahead.some(choice => Object.hasOwn(onlyIf, choice))
  )
}

/** Whether the default is among the buttons: then Skip would say no more than one of them. */
const hasPreset = (field: Field): boolean =>
  'default' in field && ('oneOf' in field || field.type === 'boolean')

const answer = (name: string, value: Answer | null): Action => ({ is: 'answer', name, value })

function choicesOf(language: Language, card: LAppCard, name: string, field: Field): Button[] {
  if ('oneOf' in field)
    return field.oneOf.map(one => ({
      label: plain(lappText(card, language, `input.${name}.${one.const}`, one.title)),
      does: answer(name, one.const)
    }))
  switch (field.type) {
    case 'boolean':
      return [
        { label: say(language, 'buy.on'), does: answer(name, true) },
        { label: say(language, 'buy.off'), does: answer(name, false) }
      ]
    case 'integer': {
      const known = card.manifest.examples.map(example => example[name])
      const numbers = [...new Set(known.filter(value => typeof value === 'number'))].slice(0, 6)
      return numbers.map(value => ({
        label: plain(numberText(language, name, value)),
        does: answer(name, value)
      }))
    }
    case 'string':
      return []
    default:
      return field satisfies never
  }
}

const numberText = (language: Language, name: string, value: number): string =>
  isAmount(name) ? showAmount(BigInt(value) * SAT, language) : String(value)

/** An answer in words: a choice by its title. */
export function answerText(
  card: LAppCard,
  language: Language,
  name: string,
  field: Field,
  value: Answer
): string {
  if (typeof value === 'number') return numberText(language, name, value)
  if (typeof value === 'boolean') return say(language, value ? 'buy.on' : 'buy.off').text
  const choice = 'oneOf' in field ? field.oneOf.find(one => one.const === value) : undefined
  if ('format' in field && field.format === 'country') return countryName(value, language)
  if (choice === undefined) return value
  return lappText(card, language, `input.${name}.${choice.const}`, choice.title)
}
