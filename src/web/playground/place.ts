// The playground's current person and chat, as encoded in its URLs.
import type { Visit } from '../ground/visit.ts'
import { NAMES, PLACES, type Who } from './port.ts'

export const titleCase = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

export function whoOf(
  values: Readonly<Record<string, string>>,
  { language }: Pick<Visit, 'language'>
): Who {
  return {
    as: NAMES.find(name => name === values['as']) ?? 'ann',
    place: PLACES.find(place => place === values['place']) ?? 'private',
    language
  }
}

export const pathOf = (
  { as, place }: Who,
  more: Readonly<Record<string, string>> = {},
  path = '/playground'
): string => `${path}?${new URLSearchParams({ as, place, ...more }).toString()}`

/** Parses the number of a message. */
export const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined
