import { test } from 'tap'
import { GROUP, house } from '../bot/harness/gateway.ts'
import { inline, seen } from '../bot/harness/look.ts'
import { invoice } from '../e2e/harness/money.ts'
import { told } from '../e2e/harness/place.ts'
import { ask as sql } from '../harness/sql.ts'

test('money goes to whom it was meant for, in the amount that was meant', async t => {
  const { tg, gateway, person, fund, has } = await house(t)
  const [ann, bob, cid] = [person(11, 'Ann'), person(12, 'Bob', 'bobby'), person(13, 'Cid', 'cid')]
  await fund(ann, 10_000_000)
  for (const one of [bob, cid]) one.says('/start')
  await tg.sees(12, /Welcome/)
  await tg.sees(13, /Welcome/)
  const { message } = cid.says('hello', GROUP)
  const reply = { reply: message }

  await t.test('a named recipient wins over the reply, however it is spelt', async t => {
    for (const [n, text] of ['/send 7 @bobby', '/tip 7 @bobby', 'tip!7 @bobby'].entries()) {
      ann.says(text, GROUP, reply)
      const asked = await tg.sees(GROUP, /Send 7 sat to Bob\?/)
      t.notMatch(asked.text, /ID|12/, 'and nobody’s number is in the group')
      ann.presses(asked, /Cancel/)
      await seen(tg, GROUP, /^Cancelled/, n)
    }
    const mention = { type: 'text_mention', offset: 5, length: 3, user: bob.user } as const
    ann.says('/zap Bob 8', GROUP, { ...reply, entities: [mention] })
    ann.presses(await tg.sees(GROUP, /Send 8 sat to Bob\?/), /Send/)
    await tg.sees(12, /Ann sent you 8 sat/)
    ann.says(`/tip 9 ${await invoice(gateway, 9_000)}`, GROUP, reply)
    await tg.sees(11, /^Pay 9 sat\?/)
    await tg.sees(GROUP, /asked you in our private chat/)
    t.equal((await has(cid)).balance, 0, 'whoever was replied to got none of it')
  })

  await t.test('a name further on in a reply is asked about', async () => {
    ann.says('/tip 6 for a beer with @bobby', GROUP, reply)
    const asked = await tg.sees(11, /Who is it for\?/)
    ann.presses(asked, /6 sat → Cid/)
    await tg.sees(13, /Ann sent you 6 sat in Group: “for a beer with @bobby”/)
    ann.says('/tip 5 as @cid said', GROUP, reply)
    await tg.sees(13, /Ann sent you 5 sat/)
  })

  await t.test('amounts are what a person reads, and what is not sure is asked back', async t => {
    for (const text of ['/tip 1.000', 'tip!3.000', '/tip 2 100', '/tip1_000'])
      ann.says(text, GROUP, reply)
    await tg.sees(GROUP, /🏅 7,111 sat \(6 tips from Ann\)/)
    ann.says('/tip 2 100 times thanks', GROUP, reply)
    const asked = await tg.sees(11, /two amounts/)
    ann.presses(asked, /^2 sat → Cid/)
    await tg.sees(GROUP, /🏅 7,113 sat \(7 tips from Ann\)/)
    await tg.sees(11, /💛 2 sat sent to Cid/)
    ann.says('/tip $1', GROUP, reply)
    await tg.sees(11, /\$1\.00 is [\d,]+ sat at the rate of .* Send it\?/)
    ann.says('/deposit 10.000')
    await tg.sees(11, /deposit 10,000 sat/)
    ann.says('/deposit 1.000k')
    await tg.sees(11, /two amounts/)
    t.equal((await has(cid)).balance, 7_113_000)
  })

  await t.test('nobody who cannot have an account is given to', async t => {
    const url = told(gateway.dir)?.database_url ?? ''
    const rows = async () => (await sql(url, 'select count(*) from transfer'))[0]?.[0]
    const before = await rows()
    const admin = {
      id: 1087968824,
      is_bot: true,
      first_name: 'Group',
      username: 'GroupAnonymousBot'
    }
    tg.push({
      message: { ...message, message_id: tg.messageId(), from: admin, sender_chat: { id: GROUP } }
    } as never)
    const mention = (user: object) =>
      ({ type: 'text_mention', offset: 8, length: 1, user }) as never
    const gone = { id: 77, is_bot: false, first_name: '' }
    const [names, people] = [
      ['@GroupAnonymousBot', '@other_bot', '@lapp_gateway_bot'],
      [admin, gone, { ...gone, first_name: 'Deleted Account' }, { ...admin, id: 5 }]
    ]
    for (const [n, name] of names.entries()) {
      ann.says(`/send 5 ${name}`)
      await seen(tg, 11, /Anonymous admins|Bots have no use/, n)
    }
    for (const [n, user] of people.entries()) {
      ann.says('/send 5 X', 11, { entities: [mention(user)] })
      await seen(tg, 11, /Anonymous admins|Bots have no use|account is gone/, names.length + n)
    }
    t.equal(await rows(), before, 'and nothing is locked for a week')
  })

  await t.test('an inline gift that names somebody is theirs alone', async t => {
    const eve = person(14, 'Eve', 'eve')
    eve.says('/start')
    await tg.sees(14, /Welcome/)
    ann.asksInline('send 50 @bobby')
    const gift = await inline(tg, 0)
    t.match(gift.text, /🎁 50 sat for Bob/)
    eve.pressesInline(gift.data)
    await tg.until(
      () => tg.calls.find(({ params }) => /somebody else/.test(String(params['text']))),
      'a refusal'
    )
    bob.pressesInline(gift.data)
    await tg.sees(12, /Ann sent you 50 sat/)
    ann.asksInline('60 @newcomer')
    const other = await inline(tg, 1)
    eve.pressesInline(other.data)
    ann.asksInline('70 for you, @bobby')
    t.match((await inline(tg, 2)).text, /🎁 70 sat for Bob/, 'also who is named further on')
    const now = person(15, 'Now', 'NewComer')
    now.says('/start')
    now.pressesInline(other.data)
    await tg.sees(15, /Ann sent you 60 sat/)
    t.equal((await has(eve)).balance, 0)
  })
})
