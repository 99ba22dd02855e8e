import { test } from 'tap'
import { GROUP, house } from '../bot/harness/gateway.ts'

test('what nobody has claimed: shown, taken back, claimed; the board follows', async t => {
  const { tg, person, fund, has, known } = await house(t)
  const [ann, guy, joe] = [
    person(31, 'Ann'),
    person(32, 'Guy', 'guy_here'),
    person(33, 'Joe', 'joe_here')
  ]
  await fund(ann, 1_000_000)
  const { message } = guy.says('hello', GROUP)
  joe.says('hello', GROUP)
  await known(guy, joe)

  await t.test(
    'its giver takes it back by its button, and by the one below its receipt',
    async t => {
      ann.says('/send 50 @guy_here thanks')
      ann.presses(await tg.sees(31, /Send 50 sat to Guy/), /Send/)
      const waits = await tg.sees(31, /50 sat is waiting for Guy until/)
      ann.presses(waits, /Take it back/)
      t.equal((await tg.sees(31, /50 sat for Guy came back to you/)).id, waits.id)
      ann.says('/send 60 @joe_here')
      ann.presses(await tg.sees(31, /Send 60 sat to Joe/), /Send/)
      await tg.sees(31, /60 sat is waiting for Joe until/)
      ann.says('/history')
      const list = await tg.sees(31, /↗️ 60 sat · to Joe[^]*50 sat · to Guy/)
      ann.says(/\/tx_trf_[0-9a-f]{32}/.exec(list.text)?.[0] ?? '')
      const receipt = await tg.sees(31, /Status: waiting to be claimed\nAmount: 60 sat\nTo: Joe/)
      joe.says('/start claim')
      await tg.sees(33, /Ann sent you 60 sat/)
      ann.presses(receipt, /Take it back/)
      await tg.sees(31, /60 sat sent to Joe and received/)
      t.equal((await has(ann)).balance, 940_000)
    }
  )

  await t.test('the board says that it waits, and no longer once it was claimed', async t => {
    ann.says('/tip 10 well put', GROUP, { reply: message })
    const board = await tg.sees(GROUP, /🏅 10 sat from Ann\nTo get it, start a chat with me/)
    guy.says('/start claim')
    await tg.sees(32, /Ann sent you 10 sat in Group: “well put”/)
    const after = await tg.sees(GROUP, /^🏅 10 sat from Ann$/)
    t.equal(after.id, board.id)
    t.notMatch(JSON.stringify(after.params), /start=claim/, 'nor has it the button')
  })
})
