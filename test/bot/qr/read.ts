import { toBuffer } from 'qrcode'
import { test } from 'tap'
import { deflateSync, crc32 } from 'node:zlib'
import { picture } from '../../../src/bot/qr/picture.ts'
import { pictureReader } from '../../../src/bot/qr/read.ts'

/** A PNG of one colour: what it unpacks to is up to its header. */
function png(width: number, height: number, rows = height): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 0, 0, 0, 0], 8)
  const raw = Buffer.alloc((width + 1) * rows)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(raw)),
    chunk('IEND', Buffer.alloc(0))
  ])
}

/** The wall clock is another machine's business here. */
const read = pictureReader(60_000)

test('what we draw is read again', async t => {
  const bolt11 = `lnbcrt50u1${'p'.repeat(250)}`
  t.strictSame(await read(await picture(bolt11)), {
    ...{ is: 'text', text: `LIGHTNING:${bolt11.toUpperCase()}` }
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
  const largest = png(3_400, 3_400)
  t.equal((await read(largest)).is, 'none', 'as large as may be')
  const hasty = pictureReader(1)
  t.match(await hasty(largest), { is: 'refused', why: /2 s/ }, 'what takes too long is left')
})
