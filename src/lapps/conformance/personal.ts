// Whether the README says what it asks people about themselves for.
import { section } from './facts.ts'
import type { Finding } from './finding.ts'
import type { Subject } from './subject.ts'

/** What tells of a person, and the word by which the README explains it. */
const PERSONAL: Readonly<Record<string, string>> = {
  phone: 'phone',
  email: 'mail',
  name: 'name',
  address: 'address'
}

/**
 * Every phone number, e-mail address, name and postal address that is asked for is explained under
 * "What you need" in the LApp's README.
 */
export function isPersonal({ card, files }: Subject): Finding {
  const need = section(files.get('README.md') ?? '', 'What you need')?.toLowerCase() ?? ''
  return Object.values(card.input.properties).flatMap(field => {
    const format = 'format' in field ? field.format : undefined
    const word = PERSONAL[format ?? '']
    const told = word === undefined || need.includes(word)
    return told ? [] : [`README.md does not say what "${field.title}" is needed for`]
  })
}
