// PNGs that nobody would take with a camera.
import { constants, crc32, deflateSync } from 'node:zlib'

/** Of grey (8 bits) or black and white (1 bit); what it unpacks to is up to its header. */
export function png(width: number, height: number, bits: 1 | 8, packed: Buffer): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([bits, 0, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', packed),
    chunk('IEND', Buffer.alloc(0))
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** A small header, below which so many megabytes of nothing unfold. */
export function bomb(megabytes: number): Buffer {
  const part = deflateSync(Buffer.alloc(1_000_000), { finishFlush: constants.Z_FULL_FLUSH })
  const more = Array.from({ length: megabytes - 1 }, () => part.subarray(2))
  return png(100, 100, 8, Buffer.concat([part, ...more]))
}

const FINDER = [0b00000001, 0b01111101, 0b01000101, 0b01000101, 0b01000101, 0b01111101, 1, 0xff]

/** Nothing but the corners of QR codes, 180 000 of them: whoever tries which belong together… */
export function maze(): Buffer {
  const [side, row] = [3_400, 425]
  const rows = Array.from({ length: side }, (_, y) =>
    Buffer.concat([Buffer.alloc(1), Buffer.alloc(row, FINDER[y % 8] ?? 0)])
  )
  return png(side, side, 1, deflateSync(Buffer.concat(rows)))
}
