import { toBuffer } from 'qrcode'
import { test } from 'tap'
import { deflateSync } from 'node:zlib'
import { picture } from '../../../src/bot/qr/picture.ts'
import { pictureReader } from '../../../src/bot/qr/read.ts'
import { bomb, maze, png as raw } from '../harness/pictures.ts'

/** Of one colour. */
const png = (width: number, height: number, rows = height): Buffer =>
  raw(width, height, 8, deflateSync(Buffer.alloc((width + 1) * rows)))

/** The wall clock is another machine's business here. */
const read = pictureReader(60_000)

test('what we draw is read again', async t => {
  const bolt11 = `lnbcrt50u1${'p'.repeat(250)}`
  t.strictSame(await read(await picture(bolt11)), {
    is: 'text',
    text: `LIGHTNING:${bolt11.toUpperCase()}`
  })
  t.match(await read(await toBuffer('hello')), { is: 'text', text: 'hello' })
  t.strictSame(await read(png(100, 100)), { is: 'none' })
})

test('pictures that would burst are refused by their headers, or end in their thread', async t => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
  const bombs: readonly (readonly [string, Buffer])[] = [
    ['14000 × 14000', png(14_000, 14_000, 10)],
    ['1 × 60000', png(1, 60_000, 10)],
    ['2^31', png(2 ** 31 - 1, 2 ** 31 - 1, 0)],
    ['svg', svg],
    ['gif', Buffer.from('GIF89a')],
    ['webp', Buffer.from('RIFF\0\0\0\0WEBPVP8X')],
    ['tiff', Buffer.from('II*\0')],
    ['avif', Buffer.from('\0\0\0\x1cftypavif')],
    ['6 MB', Buffer.alloc(6_000_000)],
    ['nothing', Buffer.alloc(0)]
  ]
  for (const [what, bytes] of bombs) t.equal((await read(bytes)).is, 'refused', what)
  t.equal((await read(png(3_000, 3_000, 5))).is, 'none', 'cut short')
  t.equal((await read(png(3_400, 3_400))).is, 'none', 'as large as may be')
})

test('a maze is left after two seconds, and a bomb gets no more than its thread may have', async t => {
  t.strictSame(await pictureReader()(maze()), { is: 'refused', why: '> 2 s' })
  const before = process.memoryUsage().rss
  let most = before
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5)
  t.strictSame(await read(bomb(1_000)), { is: 'none' })
  clearInterval(watch)
  t.ok(most - before < 450_000_000, `${Math.round((most - before) / 1e6)} MB`)
})
