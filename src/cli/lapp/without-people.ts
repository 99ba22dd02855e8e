// Removes personal data from a recording: secrets, phone numbers, e-mail addresses, names, postal
// addresses, the order's key, the base URL.
import type { LAppCard } from '../../lapps/open-lapp.ts'
import { EMAIL, PHONE, standIns, type Swap } from './stand-ins.ts'

const KEY = 'order-key-of-the-fixture'

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

/** Replaces all its encodings: JSON, URL, form and Base64. */
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
