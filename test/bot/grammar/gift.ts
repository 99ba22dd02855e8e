import { test } from 'tap'
import type { Message } from 'grammy/types'
import { giftIn, readGift } from '../../../src/bot/grammar/gift.ts'

const INVOICE = `lnbcrt20u1${'q'.repeat(200)}`

type Row = readonly [rest: string, to: string | undefined, sats: number | string, memo?: string]

const READ: readonly Row[] = [
  ['100', undefined, 100],
  ['100 thanks', undefined, 100, 'thanks'],
  ['7 @bob', 'bob', 7],
  ['7 @bob thanks', 'bob', 7, 'thanks'],
  ['@bobby 100', 'bobby', 100],
  ['@bobby 100 thanks', 'bobby', 100, 'thanks'],
  ['@bobby, 2 100', 'bobby', 2_100],
  ['2 100 @bobby thanks', 'bobby', 2_100, 'thanks'],
  ['100 sats @bobby,', 'bobby', 100],
  ['100 sats to @bobby', 'bobby', 100],
  ['100 sats to @bobby.', 'bobby', 100],
  ['100 (@bobby) thanks', 'bobby', 100, 'thanks'],
  ['100 @example.com', undefined, 100, '@example.com'],
  ['1.000 Sats für @bobby danke', 'bobby', 1_000, 'danke'],
  ['100 u@example.com', 'u@example.com', 100],
  ['u@example.com 2 100', 'u@example.com', 2_100],
  ['20 u@example.com thanks', 'u@example.com', 20, 'thanks'],
  [`${INVOICE} 2 100`, INVOICE, 2_100],
  [`2.1k ${INVOICE}`, INVOICE, 2_100],
  [INVOICE, INVOICE, 'none'],
  ['$5 @bobby', 'bobby', 'money'],
  ['@bobby', 'bobby', 'none']
]

test('a recipient is found before and after the amount, and the rest is the memo', async t => {
  for (const [rest, to, sats, memo = ''] of READ) {
    const { typed, to: found } = readGift(rest)
    const name = found?.is === 'name' ? found.name : found?.is === 'payee' ? found.text : undefined
    t.equal(name, to, rest)
    t.equal(typed.is === 'amount' ? Number(typed.msat) / 1000 : typed.is, sats, rest)
    if (typed.is === 'amount') t.equal(typed.rest, memo, rest)
  }
  t.match(readGift('7 for a beer with @bob'), {
    to: undefined,
    mentioned: { is: 'name', name: 'bob' },
    typed: { is: 'amount', rest: 'for a beer with @bob' }
  })
})

const said = (text: string, more: object = {}): Message =>
  ({ message_id: 2, chat: { id: -1, type: 'supergroup' }, text, ...more }) as never
const reply = { reply_to_message: { message_id: 1, chat: { id: -1 }, text: 'hi' } }

test('tip!100 is found anywhere in a reply, in every spelling of an amount', async t => {
  const read = (text: string) => giftIn(said(text, reply), 'our_bot')?.typed
  t.match(read('great, tip!100.'), { is: 'amount', msat: 100_000n, rest: 'great' })
  t.match(read('Tip!2.1k'), { msat: 2_100_000n, rest: '' })
  t.match(read('tip!3.000'), { msat: 3_000_000n })
  t.match(read('tip!1 000'), { msat: 1_000_000n })
  t.match(read('well put, tip!1k so much'), { msat: 1_000_000n, rest: 'well put, so much' })
  t.match(read('tip!1 000 thanks'), { is: 'either' })
  t.equal(read('a tip: 100'), undefined)
  t.equal(giftIn(said('tip!100'), 'our_bot'), undefined, 'to nobody')
})

test('a name in front of tip!100 may be whom it is for, and is a name in the memo', async t => {
  const user = { id: 9, is_bot: false, first_name: 'Mary' }
  t.match(giftIn(said('thanks @bobby, tip!7', reply), 'our_bot'), {
    to: undefined,
    mentioned: { is: 'name', name: 'bobby' },
    typed: { rest: 'thanks @bobby' }
  })
  const entities = [{ type: 'text_mention', offset: 7, length: 4, user }]
  t.match(giftIn(said('thanks Mary, tip!7', { ...reply, entities }), 'our_bot'), {
    mentioned: { is: 'person', user },
    typed: { rest: 'thanks Mary' }
  })
  const named = giftIn(said('@cid said it, tip!7 @bobby', reply), 'our_bot')
  t.match(named, { to: { name: 'bobby' }, mentioned: undefined })
})

test('a topic’s first message is no message that was replied to', async t => {
  const first = { reply_to_message: { message_id: 1, forum_topic_created: { name: 'x' } } }
  t.equal(giftIn(said('tip!100', first), 'our_bot'), undefined)
  t.match(giftIn(said('/tip 100', first), 'our_bot'), { to: undefined })
})

test('a mention that carries its person is that person, wherever their name ends', async t => {
  const user = { id: 9, is_bot: false, first_name: 'Mary Ann' }
  const text = '/send Mary Ann 100 for Mary Ann'
  const entities = [
    { type: 'text_mention', offset: 6, length: 8, user },
    { type: 'text_mention', offset: 23, length: 8, user }
  ]
  t.match(giftIn(said(text, { entities }), 'our_bot'), {
    to: { is: 'person', user },
    typed: { is: 'amount', msat: 100_000n, rest: 'for Mary Ann' }
  })
  t.match(giftIn(said('/send \u{E000}0\u{E001} 100', {}), 'our_bot'), { to: undefined })
})
