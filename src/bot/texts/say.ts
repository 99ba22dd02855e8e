// Makes a sentence: what comes from outside goes in as
// plain text, marked by entities and never by markup.
import type { MessageEntity } from 'grammy/types'
import { plainText } from '../../core/plain-text.ts'
import { de } from './de.ts'
import { en, type TextKey } from './en.ts'
import { LANGUAGES, type Language } from './language.ts'
import { showAmount, type Beside } from './show-amount.ts'

/** Who reads it: in which language, and with which money beside sats. */
export type Reader = Language | { readonly language: Language; readonly beside: Beside }

export const NAMES: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' }

export type Words = { readonly text: string; readonly entities: readonly MessageEntity[] }

/** What is put into a sentence; a bigint is an amount in msat. */
export type Value =
  | (string | number | bigint | Words)
  /** `name`: of a person, an account or a group, set apart so that it cannot read as our words. */
  | { readonly as: 'code' | 'bold' | 'spoiler' | 'name' | 'amount'; readonly text: string | bigint }
  /** What somebody else wrote, so that it cannot be taken for words of ours. */
  | { readonly as: 'quote'; readonly text: string }

export type Values = Readonly<Record<string, Value>>

const TEXTS: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = { en, de }

/** Of one thing from outside: a name, a memo, a description. */
const VALUE_MAX = 300
const NAME_MAX = 48
const MARKED_MAX = 3_500

/** Each language's own marks for what somebody said. */
const QUOTES: Readonly<Record<Language, readonly [string, string]>> = {
  en: ['“', '”'],
  de: ['„', '“']
}

export function say(reader: Reader, key: TextKey, values: Values = {}): Words {
  const language = languageIn(reader)
  const parts = TEXTS[language][key].split(/(\{\w+\})/).map((part): Words => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1]
    return name === undefined ? plain(part) : put(reader, values[name] ?? '')
  })
  return trimmed(concat(parts))
}

const languageIn = (reader: Reader): Language =>
  typeof reader === 'string' ? reader : reader.language

export const plain = (text: string): Words => ({ text, entities: [] })

/** A name as it is put into every sentence. */
export const named = (text: string): Value => ({ as: 'name', text })

/** A name alone, where several stand beside each other. */
export const nameWords = (text: string): Words => put('en', named(text))

/** What is to be copied, alone. */
export const codeWords = (text: string): Words => put('en', { as: 'code', text })

function put(reader: Reader, value: Value): Words {
  const language = languageIn(reader)
  const beside = typeof reader === 'string' ? undefined : reader.beside
  if (typeof value === 'bigint') return plain(showAmount(value, language, beside))
  if (typeof value !== 'object') return plain(plainText(String(value), VALUE_MAX))
  if (!('as' in value)) return value
  if (value.as === 'quote') {
    const said = plainText(value.text.replace(/[“”„"]/g, '’'), VALUE_MAX)
    return plain(said === '' ? '' : QUOTES[language].join(said))
  }
  if (typeof value.text === 'bigint')
    return marked(showAmount(value.text, language, beside), 'bold')
  const max = value.as === 'name' ? NAME_MAX : MARKED_MAX
  return marked(plainText(value.text, max, MARKED_MAX), value.as)
}

function marked(text: string, as: 'code' | 'bold' | 'spoiler' | 'name' | 'amount'): Words {
  if (text === '') return plain('')
  const type = as === 'name' || as === 'amount' ? 'bold' : as
  return { text, entities: [{ type, offset: 0, length: text.length }] }
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

/** One below the other; what is empty leaves no line. */
export const lines = (parts: readonly Words[]): Words =>
  concat(
    parts.filter(({ text }) => text !== ''),
    '\n'
  )

/** After a sentence, what its writer said with it: `: “thanks”`, or nothing. */
export const withMemo = (language: Reader, memo: string | null | undefined): Words =>
  plainText(memo ?? '', VALUE_MAX) === ''
    ? plain('')
    : say(language, 'said', { memo: { as: 'quote', text: memo ?? '' } })

/** With a space before it, where there is anything. */
export const spaced = (words: Words): Words =>
  words.text === '' ? words : concat([plain(' '), words])

/** Nothing put in leaves no empty line at the end, nor two in the middle. */
const trimmed = ({ text, entities }: Words): Words => ({ text: text.trimEnd(), entities })

export const languageOf = (code: string | null | undefined): Language =>
  LANGUAGES.find(language => code?.toLowerCase().startsWith(language)) ?? 'en'
