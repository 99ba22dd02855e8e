// Replacements for personal data in a recording: phone numbers, e-mail addresses, names, addresses.
import type { Format } from '../../lapps/contract/form.ts'

/** Ofcom reserves these numbers for drama; nobody has them. */
export const PHONE = '+447700900123'
export const EMAIL = 'buyer@example.com'
const NAME = 'Jane Doe'
const ADDRESS = '1 Example Street\nExampleton'

/** A text and its replacement. */
export type Swap = readonly [string, string]

/** Cut to the field's length; also replaces single lines or parts, as a service may repeat them. */
export function standIns(format: Format | undefined, value: string, max: number): readonly Swap[] {
  const whole = (to: string): readonly Swap[] => [[value, to.slice(0, max)]]
  const parts = (by: RegExp, to: string): readonly Swap[] =>
    value.split(by).flatMap(part => (part.length < SHORTEST ? [] : [[part, to] as const]))
  switch (format) {
    case 'phone':
      return whole(PHONE)
    case 'email':
      return whole(EMAIL)
    case 'name':
      return [...whole(NAME), ...parts(/\s+/, 'Jane')]
    case 'address':
      return [...whole(ADDRESS), ...parts(/\s*[\r\n,]+\s*/, 'Exampleton')]
    case 'uri':
    case 'date':
    case 'lightning-address':
    case 'country':
    case undefined:
      return []
    default:
      return format satisfies never
  }
}

/** Shorter parts of a name also occur within other words. */
const SHORTEST = 3
