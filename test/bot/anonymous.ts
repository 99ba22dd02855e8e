// Whoever speaks as the group is nobody: all anonymous admins bear one id, so that a balance of
// that id would be everybody's.
import { test } from 'tap'
import { told } from '../e2e/harness/place.ts'
import { ask } from '../harness/sql.ts'
import { GROUP, house } from './harness/gateway.ts'

const ANONYMOUS = 1087968824
const SPEAKERS: readonly object[] = [
  {
    from: { id: ANONYMOUS, is_bot: true, first_name: 'Group', username: 'GroupAnonymousBot' },
    sender_chat: { id: GROUP, type: 'supergroup', title: 'Coffee' }
  },
  {
    from: { id: 136817688, is_bot: true, first_name: 'Channel', username: 'Channel_Bot' },
    sender_chat: { id: -1005, type: 'channel', title: 'News' }
  }
]
const SAID = [
  '/start',
  '/tip 10',
  'tip!10',
  '/send 10 @bob',
  '/send 10',
  '/balance',
  '/withdraw 10'
]

test('an anonymous admin, or a channel, moves nobody’s money and has no account', async t => {
  const { tg, gateway, person, fund, has } = await house(t)
  const [ann, bob] = [person(121, 'Ann'), person(122, 'Bob')]
  await fund(ann, 10_000_000)
  const rows = async (sql: string) =>
    Number((await ask(told(gateway.dir)?.database_url ?? '', sql))[0]?.[0])
  // Somebody gives to that id from outside, as far as that can be done.
  const gift = { to: `telegram:${ANONYMOUS}`, amount_msat: 1_000_000 }
  await gateway.ask('POST', '/v1/transfers', gift)
  const before = await rows('select count(*) from transfer')
  const { message } = bob.says('x', GROUP)
  for (const more of SPEAKERS)
    for (const text of SAID) ann.says(text, GROUP, { reply: message, more })
  // What comes behind them in the same chat, so that they have been dealt with.
  ann.says('/tip 7', GROUP, { reply: message })
  await tg.sees(GROUP, /7 sat/)
  t.equal(await rows('select count(*) from transfer'), before + 1)
  t.equal(
    await rows(`select count(*) from identity where external_id in ('${ANONYMOUS}', '136817688')`),
    0
  )
  t.strictSame(await has(ann), { balance: 9_993_000, held: 0 })
  for (const { chat, text } of tg.shown) if (chat === GROUP) t.notMatch(text, /balance/i)
})
