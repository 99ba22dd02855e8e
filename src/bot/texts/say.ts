// Makes a sentence: what comes from outside goes in as
// plain text, marked by entities and never by markup.
import type { MessageEntity } from 'grammy/types'
import { plainText } from '../../core/plain-text.ts'
import { de } from './de.ts'
import { en, type TextKey } from './en.ts'

export const LANGUAGES = ['en', 'de'] as const
export type Language = (typeof LANGUAGES)[number]
export const NAMES: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' }

export type Words = { readonly text: string; readonly entities: readonly MessageEntity[] }

type Value =
  | (string | number | Words)
  | { readonly as: 'code' | 'bold' | 'spoiler'; readonly text: string }
  /** What somebody else wrote, so that it cannot be taken for words of ours. */
  | { readonly as: 'quote'; readonly text: string }

const TEXTS: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = { en, de }

/** Of one thing from outside: a name, a memo, a description. */
const VALUE_MAX = 300

export function say(
  language: Language,
  key: TextKey,
  values: Readonly<Record<string, Value>> = {}
): Words {
  const parts = TEXTS[language][key].split(/(\{\w+\})/).map((part): Words => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1]
    return name === undefined ? plain(part) : put(values[name] ?? '')
  })
  return trimmed(concat(parts))
}

const plain = (text: string): Words => ({ text, entities: [] })

function put(value: Value): Words {
  if (typeof value !== 'object') return plain(plainText(String(value), VALUE_MAX))
  if (!('as' in value)) return value
  if (value.as === 'quote') {
    const said = plainText(value.text.replace(/[“”„"]/g, '’'), VALUE_MAX)
    return plain(said === '' ? '' : `“${said}”`)
  }
  const text = plainText(value.text, 3_500, 3_500).trimEnd()
  if (text === '') return plain('')
  return { text, entities: [{ type: value.as, offset: 0, length: text.length }] }
}

export function concat(parts: readonly Words[], between = ''): Words {
  let text = ''
  const entities: MessageEntity[] = []
  for (const [index, part] of parts.entries()) {
    if (index > 0) text += between
    entities.push(...part.entities.map(e => ({ ...e, offset: e.offset + text.length })))
    text += part.text
  }
  return { text, entities }
}

/** Nothing put in leaves no empty line at the end. */
const trimmed = ({ text, entities }: Words): Words => ({ text: text.trimEnd(), entities })

export const languageOf = (code: string | null | undefined): Language =>
  LANGUAGES.find(language => code?.toLowerCase().startsWith(language)) ?? 'en'
