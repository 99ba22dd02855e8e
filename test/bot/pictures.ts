import { deflateSync } from 'node:zlib'
import { toBuffer } from 'qrcode'
import { test } from 'tap'
import { invoice } from '../e2e/harness/money.ts'
import { house } from './harness/gateway.ts'
import { Refusal } from './harness/methods.ts'
import { bomb, maze, png } from './harness/pictures.ts'

test('F9: pictures that burst, lie, hang or never end are refused, and the bot goes on', async t => {
  const { tg, gateway, person } = await house(t)
  const ann = person(81, 'Ann')
  ann.says('/start')
  await tg.sees(81, /Welcome/)
  const huge = png(14_000, 14_000, 8, deflateSync(Buffer.alloc(14_001 * 14_000)))
  t.ok(huge.length < 1_000_000, 'small outside')
  const hostile: readonly (readonly [what: string, bytes: Buffer, size: number, answer: RegExp])[] =
    [
      ['14 000 by 14 000', huge, huge.length, /I cannot open that picture \(> 12 MP\)/],
      [
        '6 MB that say so',
        Buffer.alloc(6_000_000),
        6_000_000,
        /I cannot open that picture \(> 5 MB\)/
      ],
      [
        '6 MB that say 6 kB',
        Buffer.alloc(6_000_000, 1),
        6_000,
        /I cannot open that picture \(> 5 MB\)/
      ],
      ['a drawing', Buffer.from('<svg/>'), 6, /I cannot open that picture \(JPEG, PNG\)/],
      ['3 GB behind a small header', bomb(3_000), 3_000_000, /cannot find a QR code|I cannot open/],
      ['a maze', maze(), 9_000, /I cannot open that picture \(> 2 s\)/]
    ]
  for (const [what, bytes, size, answer] of hostile) {
    const before = tg.shown.length
    ann.sends(bytes, { size })
    const said = await tg.until(() => tg.shown.slice(before).find(m => m.chat === 81), what)
    t.match(said.text, answer, what)
  }
  const before = tg.shown.length
  ann.sends(Buffer.from('one byte, and then no more'), { size: 500, drips: true })
  const late = await tg.until(() => tg.shown.slice(before).find(m => m.chat === 81), 'an answer')
  t.match(late.text, /I cannot open that picture \(> 10 s\)/, 'a file that never ends')
  ann.sends(await toBuffer(`lightning:${await invoice(gateway, 30_000)}`))
  await tg.sees(81, /Pay 30 sat\?/)
})

test('a picture that Telegram does not give to bots is refused once', async t => {
  const { tg, person } = await house(t)
  const ann = person(81, 'Ann')
  ann.says('/start')
  await tg.sees(81, /Welcome/)
  tg.refuse('getFile', 1, new Refusal(400, 'Bad Request: file is too big'))
  ann.sends(Buffer.alloc(1), { size: 500 })
  await tg.sees(81, /I cannot open that picture \(Telegram\)/)
})
