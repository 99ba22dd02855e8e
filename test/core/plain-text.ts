import fc from 'fast-check'
import { test } from 'tap'
import { cut, cutBytes, isSound, plainLines, plainText } from '../../src/core/plain-text.ts'
import { anyCharacter } from '../harness/any-character.ts'

const FAMILY = '👨‍👩‍👧‍👦'
const SCOTLAND = '🏴󠁧󠁢󠁳󠁣󠁴󠁿'
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' })
const count = (text: string): number => Array.from(characters.segment(text)).length

test('what cannot be seen is taken out, also what turns the direction of writing', async t => {
  t.equal(plainText(' pay\0 \u202e1000\u202c\nsat\u2028 ', 100), 'pay 1000 sat')
  t.equal(plainText('pay\u200bpal\u00ad \u{e0041}x', 100), 'paypal x')
})

test('what is cut is cut between characters', async t => {
  t.equal(cut('ab👍🏽', 5), 'ab', 'not in the middle of a thumb')
  t.equal(cut('ab👍🏽', 6), 'ab👍🏽')
  t.equal(cut('👨‍👩‍👧!', 1, 100), '👨‍👩‍👧')
})

test('halves of surrogate pairs and what bad bytes left are gone, not shown as U+FFFD', async t => {
  t.equal(plainText('a\ud83db\udc4dc\ufffd', 100), 'abc')
  t.equal(plainLines('a\ud83db\udc4dc\ufffd', 100), 'abc')
})

test('a cut falls between two characters as people see them, which is how they are counted', async t => {
  t.equal(plainText(`${FAMILY}${FAMILY}${FAMILY}`, 2), `${FAMILY}${FAMILY}`)
  t.equal(plainText('e\u0301e\u0301e\u0301', 2), 'e\u0301e\u0301')
  t.equal(plainText(`${SCOTLAND}🇩🇪🇫🇷`, 2), `${SCOTLAND}🇩🇪`)
  t.equal(plainText('नमस्ते', 2), 'नम')
  t.equal(plainText('می‌خواهم', 20), 'می‌خواهم')
  t.equal(plainText(`x${FAMILY}`, 20, 5), 'x')
  t.equal(plainText(`a${'\u0301'.repeat(1_000)}`, 3), '')
})

test('lines stay lines where they may', async t => {
  t.equal(plainLines(' one\r\ntwo\u2028three\tfour  five\0\n', 100), 'one\ntwo\nthree four  five')
  t.equal(plainLines('a\nb', 2), 'a')
})

test('bytes are counted where a format counts them', async t => {
  t.equal(cutBytes('äöü', 5), 'äö')
  t.equal(cutBytes(`a${FAMILY}`, 20), 'a')
  t.equal(cutBytes('abc', 3), 'abc')
})

test('whatever it is given, it is well formed, bounded, of one line, and clean for good', async () => {
  const texts = fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.string({
      unit: fc.constantFrom('👨', '\u200d', '\ufe0f', '🏽', 'a', 'ن', '\u{e0067}', '🏴')
    }),
    fc.string({ unit: fc.integer({ max: 0xffff }).map(code => String.fromCharCode(code)) })
  )
  fc.assert(
    fc.property(texts, fc.nat(50), (text, max) => {
      const plain = plainText(text, max)
      return (
        count(plain) <= max &&
        isSound(plain) &&
        !/[\p{Cc}\p{Zl}\p{Zp}\ufffd\u202a-\u202e\u200b]/u.test(plain) &&
        plainText(plain, max) === plain &&
        isSound(plainLines(text, max)) &&
        plainLines(plainLines(text, max), max) === plainLines(text, max)
      )
    }),
    { numRuns: 500 }
  )
})
