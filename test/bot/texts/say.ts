import fc from 'fast-check'
import { test } from 'tap'
import { de } from '../../../src/bot/texts/de.ts'
import { en, type TextKey } from '../../../src/bot/texts/en.ts'
import { concat, say } from '../../../src/bot/texts/say.ts'

const KEYS = Object.keys(en) as TextKey[]
const holes = (text: string): readonly string[] => (text.match(/\{\w+\}/g) ?? []).sort()

test('each sentence has the same holes in both languages', async t => {
  for (const key of KEYS) t.strictSame(holes(de[key]), holes(en[key]), key)
})

test('no name or memo breaks a message, hides in it or marks it', async t => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 5_000 }),
    fc.constantFrom(
      '<a href="x">',
      '\u202Egnp.exe',
      '\u200B\u0000',
      '*_`[x](y)',
      'a\n\n✅ Paid 1 sat'
    )
  )
  fc.assert(
    fc.property(nasty, nasty, (name, text) => {
      const words = concat(
        [
          say('en', 'send.ask.new', { amount: '1 sat', name, id: 5, memo: text }),
          say('de', 'pay.done', { amount: '1', fee: '0', preimage: { as: 'code', text }, tx: name })
        ],
        '\n'
      )
      const lines = words.text.split('\n').length
      return (
        words.text.isWellFormed() &&
        lines <= 7 &&
        !/[\p{Cf}\0]/u.test(words.text) &&
        words.entities.every(
          e => e.type === 'code' && e.length > 0 && e.offset + e.length <= words.text.length
        )
      )
    })
  )
  t.equal(
    say('en', 'send.done', { amount: '1 sat', name: '<b>&"' }).text,
    '💛 1 sat sent to <b>&".'
  )
})
