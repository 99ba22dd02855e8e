// Renders a buyer's input for the buyer to read.
import { fieldTitle, lappText } from '../../bot/texts/lapp-text.ts'
import type { Input } from '../../lapps/contract/form-check.ts'
import { countryName } from '../../lapps/contract/countries.ts'
import type { Answer, Field } from '../../lapps/contract/form.ts'
import type { LAppCard } from '../../lapps/open-lapp.ts'
import type { Fact } from '../ground/facts.ts'
import type { Language } from '../ground/speech.ts'

/** The input under the form's own titles; secrets are not repeated. */
export const answerFacts = (card: LAppCard, input: Input, language: Language): readonly Fact[] =>
  Object.entries(card.input.properties).flatMap(([name, field]): readonly Fact[] => {
    const value = Object.hasOwn(input, name) ? input[name] : undefined
    if (value === undefined) return []
    const choice = 'oneOf' in field ? field.oneOf.find(one => one.const === value) : undefined
    const text =
      choice === undefined
        ? saidAs(field, value, language)
        : lappText(card, language, `input.${name}.${choice.const}`, choice.title)
    return [[fieldTitle(card, language, 'input', name), isSecret(field) ? '•••' : text]]
  })

const saidAs = (field: Field, value: Answer, language: Language): string =>
  'format' in field && field.format === 'country'
    ? countryName(String(value), language)
    : String(value)

export const isSecret = (field: Field | undefined): boolean =>
  field !== undefined && 'writeOnly' in field && field.writeOnly
