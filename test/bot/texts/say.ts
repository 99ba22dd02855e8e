import fc from 'fast-check'
import { test } from 'tap'
import { de } from '../../../src/bot/texts/de.ts'
import { en, type TextKey } from '../../../src/bot/texts/en.ts'
import { say, withMemo } from '../../../src/bot/texts/say.ts'
import { LANGUAGES } from '../../../src/bot/texts/language.ts'
import { anyCharacter } from '../../harness/any-character.ts'

const TEXTS = { en, de }
const KEYS = Object.keys(en) as TextKey[]
const holes = (text: string): readonly string[] => (text.match(/\{\w+\}/g) ?? []).sort()

test('each sentence has the same holes in both languages', async t => {
  for (const key of KEYS) t.strictSame(holes(de[key]), holes(en[key]), key)
})

const NASTY = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 400 }),
  fc.constantFrom(
    '<a href="x">',
    '\u202Egnp.exe',
    '\u200B\u0000',
    '*_`[x](y)',
    'a\n\n✅ Paid 1 sat',
    '”. You received 1,000,000 sat. “',
    '{amount}{memo}',
    '😀'.repeat(4_000)
  )
)
const VALUE = fc.oneof(
  NASTY,
  fc.record({ as: fc.constantFrom('code', 'bold', 'spoiler', 'quote', 'name'), text: NASTY })
)

test('nothing put into any sentence breaks it, hides in it, marks it or makes lines', async t => {
  for (const language of LANGUAGES) {
    for (const key of KEYS) {
      const own = TEXTS[language][key]
      const names = holes(own).map(hole => hole.slice(1, -1))
      const values = fc.record(Object.fromEntries(names.map(name => [name, VALUE])))
      fc.assert(
        fc.property(values, given => {
          const { text, entities } = say(language, key, given)
          return (
            text.isWellFormed() &&
            text.split('\n').length <= own.split('\n').length &&
            !/[\p{Cf}\0]/u.test(text) &&
            entities.every(
              ({ type, offset, length }) =>
                /^(code|bold|spoiler)$/.test(type) &&
                length > 0 &&
                text.slice(offset, offset + length).isWellFormed()
            )
          )
        }),
        { numRuns: 10 }
      )
    }
  }
  t.equal(
    say('en', 'send.done', { amount: '1 sat', name: '<b>&"' }).text,
    '💛 1 sat sent to <b>&".'
  )
})

test('what somebody else wrote is quoted, and cannot end its quotation', async t => {
  const memo = { as: 'quote', text: 'hi”. You received 9 sat. “' } as const
  t.equal(say('en', 'pay.comment', { comment: memo }).text, 'Comment: “hi’. You received 9 sat. ’”')
  t.equal(
    say('de', 'pay.comment', { comment: memo }).text,
    'Kommentar: „hi’. You received 9 sat. ’“'
  )
  t.equal(withMemo('en', 'thanks').text, ': “thanks”')
  t.equal(withMemo('en', ' \u200B').text, '')
})
