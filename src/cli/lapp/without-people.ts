// Removes personal data from a recording: secrets, phone numbers, e-mail addresses, names, postal
// addresses, the order's key, the base URL.
import type { Format } from '../../lapps/contract/form.ts'
import type { LAppCard } from '../../lapps/open-lapp.ts'

/** Ofcom reserves these numbers for drama; nobody has them. */
const PHONE = '+447700900123'
const EMAIL = 'buyer@example.com'
const NAME = 'Jane Doe'
const ADDRESS = '1 Example Street\nExampleton'
const KEY = 'order-key-of-the-fixture'

type Swap = readonly [string, string]
type Recorded = { readonly input: unknown }

/** Values from the LApp's own examples are no secret and stay. */
export function withoutPeople<T extends Recorded>(
  fixture: T,
  { input: form, manifest }: LAppCard,
  { secrets, url }: { readonly secrets: Readonly<Record<string, string>>; readonly url: string },
  key: string
): T {
  const known = JSON.stringify([manifest.examples, manifest.url])
  const input = (fixture.input ?? {}) as Readonly<Record<string, unknown>>
  const swaps: Swap[] = [
    [key, KEY],
    [url, manifest.url.replace(/\/*$/, '')],
    ...Object.entries(secrets).map(([name, value]) => [value, `stand-in-${name}`] as const)
  ]
  for (const [name, field] of Object.entries(form.properties)) {
    const value = input[name]
    if (typeof value !== 'string' || known.includes(escaped(value)) || !('format' in field))
      continue
    swaps.push(...standIns(field.format, value, field.maxLength))
  }
  const text = swaps.reduce(swap, JSON.stringify(fixture))
  return JSON.parse(addresses(text, known + JSON.stringify(input))) as T
}

/** As short as the field wants them; what a service repeats line by line, or in part, as well. */
function standIns(format: Format | undefined, value: string, max: number): readonly Swap[] {
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

/** Shorter parts of a name stand in other words, too. */
const SHORTEST = 3

/** As it stands in JSON, URL-encoded, in a form, and in Base64. */
const swap = (text: string, [from, to]: Swap): string =>
  from === '' ? text : WRITTEN.reduce((sofar, as) => sofar.replaceAll(as(from), () => as(to)), text)

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1)

const WRITTEN: readonly ((text: string) => string)[] = [
  escaped,
  encodeURIComponent,
  text => new URLSearchParams({ '': text }).toString().slice(1),
  text => Buffer.from(text).toString('base64')
]

/**
 * Replaces anything else that looks personal; what the buyer entered (such as a Lightning address)
 * stays.
 */
const addresses = (text: string, said: string): string =>
  text
    .replace(/[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/gi, found =>
      said.includes(found) ? found : EMAIL
    )
    .replace(/\+[1-9]\d{7,14}(?=")/g, found => (said.includes(found) ? found : PHONE))
