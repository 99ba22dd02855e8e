import { test } from 'tap'
import { AppError } from '../../../src/core/errors.ts'
import type { LAppCard } from '../../../src/lapps/open-lapp.ts'
import { saidOf } from '../../../src/bot/texts/lapp-text.ts'
import { reasonText, failureWords, reasonWords } from '../../../src/bot/texts/reasons.ts'

const LACKS =
  'it takes up to 5005000 msat (amount, fee ceiling and surcharge); the balance is 1000 msat'

const SAID: readonly (readonly [detail: string, en: RegExp, de: RegExp])[] = [
  [LACKS, /up to 5,005 sat, and you have 1 sat/, /bis zu 5\.005 sat, und du hast 1 sat/],
  [
    'The transfer needs 5000000 msat, the balance is 1000 msat',
    /^It takes 5,000 sat, and you have 1 sat/,
    /^Nötig sind 5\.000 sat, und du hast 1 sat/
  ],
  ['the payee takes from 10000 to 50000 msat', /from 10 sat to 50 sat/, /10 sat bis 50 sat/],
  ['it names an on-chain address only; from here …', /on-chain/, /On-Chain-Adresse/],
  ['a.example says: <b>no', /a\.example says: “<b>no”/, /a\.example sagt: „<b>no“/],
  ['something that nobody has translated', /cannot say more/, /Mehr kann ich/]
]

test('reasons are said in sats and in the person’s language', async t => {
  for (const [detail, en, de] of SAID) {
    t.match(reasonWords('en', detail).text, en)
    t.match(reasonWords('de', detail).text, de)
  }
  const lacking = new AppError('insufficient_balance', LACKS)
  t.notMatch(reasonText('de', lacking).text, /msat|balance|takes/)
  const unknown = new AppError('invoice_invalid', 'something that nobody has translated')
  t.equal(
    reasonText('de', unknown).text,
    'Das kann ich nicht bezahlen. Kopiere Rechnung oder Adresse noch einmal ganz, oder lass dir eine neue geben.'
  )
  t.match(failureWords('de', { code: 'no_route', detail: 'No route …' }).text, /kein Weg/)
})

test('what a LApp says when it refuses is said in German, where its folder has it', t => {
  const card = {
    translations: { de: { 'refusal.This is no access token.': 'Das ist kein Zugriffstoken.' } }
  } as unknown as LAppCard
  const refused = new AppError('lapp_refused', 'This is no access token.')
  t.equal(reasonText('de', refused, card).text, 'Der Dienst sagt: „Das ist kein Zugriffstoken.“')
  t.equal(reasonText('en', refused, card).text, 'The service says: “This is no access token.”')
  t.equal(reasonText('de', refused).text, 'Der Dienst sagt: „This is no access token.“')
  t.end()
})

test('a LApp’s sentence with numbers in it is said in German, its numbers as well', t => {
  const card = {
    translations: {
      de: {
        'refusal.It takes {min} to {max} sat.': 'Möglich sind {min} bis {max} sat.',
        'note.{sat} sat, and the fee': '{sat} sat und die Gebühr'
      }
    }
  } as unknown as LAppCard
  const refusal = 'It takes 1000 to 2500.5 sat.'
  t.equal(saidOf(card, 'de', 'refusal', refusal), 'Möglich sind 1.000 bis 2.500,5 sat.')
  t.equal(saidOf(card, 'en', 'refusal', refusal), refusal)
  t.equal(saidOf(card, 'de', 'note', '5000 sat, and the fee'), '5.000 sat und die Gebühr')
  t.equal(saidOf(card, 'de', 'note', refusal), refusal, 'each has its place')
  t.equal(saidOf(card, 'de', 'refusal', 'It takes 1 to {max} sat'), 'It takes 1 to {max} sat')
  t.end()
})
