// Removes personal data from a recording: secrets, phone numbers, e-mail addresses, the order's
// key, the base URL.
import type { LAppCard } from '../../lapps/open-lapp.ts'

/** Ofcom reserves these numbers for drama; nobody has them. */
const PHONE = '+447700900123'
const EMAIL = 'buyer@example.com'
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
  const swaps: (readonly [string, string])[] = [
    [key, KEY],
    [url, manifest.url.replace(/\/*$/, '')],
    ...Object.entries(secrets).map(([name, value]) => [value, `stand-in-${name}`] as const)
  ]
  for (const [name, field] of Object.entries(form.properties)) {
    const value = input[name]
    if (typeof value !== 'string' || known.includes(value) || !('format' in field)) continue
    if (field.format === 'phone') swaps.push([value, PHONE])
    if (field.format === 'email') swaps.push([value, EMAIL])
  }
  const text = swaps.reduce(swap, JSON.stringify(fixture))
  return JSON.parse(addresses(text, known + JSON.stringify(input))) as T
}

/** As it is, and URL-encoded. */
const swap = (text: string, [from, to]: readonly [string, string]): string =>
  from === ''
    ? text
    : text
        .replaceAll(from, to)
        .replaceAll(encodeURIComponent(from), encodeURIComponent(to))
        .replaceAll(btoa(from), btoa(to))

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
