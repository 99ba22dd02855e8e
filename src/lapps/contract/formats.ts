// The text formats that a form may require; registered with every ajv that sees a form's schema.
import { COUNTRIES } from './countries.ts'
import { fullFormats } from 'ajv-formats/dist/formats.js'
import type { Format as AjvFormat } from 'ajv'
import type { Format } from './form.ts'

type Row = {
  readonly check: AjvFormat
  /** Completes the sentence "must be …". */
  readonly means: string
}

export const FORMATS: Readonly<Record<Format, Row>> = {
  // ITU-T E.164: a country code that does not begin with 0, and at most 15 digits.
  phone: {
    check: /^\+[1-9][0-9]{6,14}$/,
    means: 'a phone number with country code, such as +447900123456'
  },
  email: { check: fullFormats.email, means: 'an e-mail address, such as name@example.com' },
  uri: { check: fullFormats.uri, means: 'an address, such as https://example.com/' },
  date: { check: fullFormats.date, means: 'a date, such as 2026-11-30' },
  // LUD-16
  'lightning-address': {
    check: /^[a-z0-9\-_.+]+@(?:[a-z0-9-]+\.)+[a-z]{2,63}$/,
    means: 'a Lightning address, such as name@example.com'
  },
  country: {
    check: text => COUNTRIES.includes(text),
    means: 'a country by its two letters, such as DE'
  },
  // Of people: any text, but treated as theirs (masked in recordings, filled in by browsers).
  name: { check: /\S/, means: 'a name' },
  address: { check: /\S/, means: 'a postal address' }
}

/** In the shape that ajv (and fastify's ajv) expects. */
export const ajvFormats: Record<string, AjvFormat> = Object.fromEntries(
  Object.entries(FORMATS).map(([name, { check }]) => [name, check])
)
