// What a field of a LApp's form accepts, in words.
import { SAT } from '../../core/msat.ts'
import type { Field } from '../../lapps/contract/form.ts'
import { say, type Words } from './say.ts'
import type { Language } from './language.ts'

/** Fields of this name are amounts; other numbers may be years. */
export const isAmount = (name: string): boolean => name === 'sat'

const satsOf = (sats: number): bigint => BigInt(sats) * SAT

/** What a field accepts, after an invalid answer. */
export function ruleOf(language: Language, field: Field, name = ''): Words {
  if ('oneOf' in field) return say(language, 'rule.choice')
  switch (field.type) {
    case 'boolean':
      return say(language, 'rule.choice')
    case 'integer':
      return isAmount(name)
        ? say(language, 'pay.range', { min: satsOf(field.minimum), max: satsOf(field.maximum) })
        : say(language, 'rule.number', { min: field.minimum, max: field.maximum })
    case 'string':
      return field.format === undefined
        ? say(language, 'rule.text', { max: field.maxLength })
        : say(language, `rule.${field.format}`)
    default:
      return field satisfies never
  }
}
