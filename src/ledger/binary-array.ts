// Encodes arrays in PostgreSQL's binary format, which the server need not parse.
import type { Value } from './unit.ts'

export const uuids = (values: readonly Value[]): Buffer => binary(UUID, 16, values, writeUuid)
export const int8s = (values: readonly Value[]): Buffer => binary(INT8, 8, values, writeInt8)
/** Dates that `isDate` accepts. */
export const times = (values: readonly Value[]): Buffer => binary(TIMESTAMPTZ, 8, values, writeTime)

/** Type OIDs, from pg_type.dat. */
const INT8 = 20
const TEXT = 25
const UUID = 2950
const TIMESTAMPTZ = 1184

/** Header: dimensions, null flag, type, length, lower bound: array_recv in arrayfuncs.c. */
const HEAD = 20

function blank(type: number, values: readonly Value[], room: number): DataView<ArrayBuffer> {
  const bytes = new DataView(new ArrayBuffer(HEAD + room))
  bytes.setInt32(0, 1)
  bytes.setInt32(4, values.includes(null) ? 1 : 0)
  bytes.setInt32(8, type)
  bytes.setInt32(12, values.length)
  bytes.setInt32(16, 1)
  return bytes
}

type Write = (bytes: DataView, at: number, value: NonNullable<Value>) => void

/** For elements of equal length; each is preceded by its length, −1 for null. */
function binary(type: number, size: number, values: readonly Value[], write: Write): Buffer {
  const bytes = blank(type, values, values.length * (4 + size))
  let at = HEAD
  for (const value of values) {
    bytes.setInt32(at, value === null ? -1 : size)
    at += 4
    if (value === null) continue
    write(bytes, at, value)
    at += size
  }
  return Buffer.from(bytes.buffer, 0, at)
}

export function texts(values: readonly Value[]): Buffer {
  const room = values.reduce<number>((sum, value) => sum + 4 + 3 * String(value ?? '').length, 0)
  const bytes = blank(TEXT, values, room)
  const buffer = Buffer.from(bytes.buffer)
  let at = HEAD
  for (const value of values) {
    const size = value === null ? -1 : buffer.write(String(value), at + 4)
    bytes.setInt32(at, size)
    at += 4 + Math.max(size, 0)
  }
  return buffer.subarray(0, at)
}

const writeInt8: Write = (bytes, at, value) => {
  bytes.setBigInt64(at, typeof value === 'bigint' ? value : BigInt(Number(value)))
}

const writeUuid: Write = (bytes, at, value) => {
  const id = String(value)
  for (let i = 0; i < 36; i += 2) {
    // Skips the dashes.
    if (i === 8 || i === 13 || i === 18 || i === 23) i += 1
    bytes.setUint8(at++, (nibble(id.charCodeAt(i)) << 4) | nibble(id.charCodeAt(i + 1)))
  }
}

/**
 * The value of a hex digit, `0` to `9` or `a` to `f`; branch-free, since a branch would be
 * unpredictable.
 */
const nibble = (code: number): number => (code & 15) + 9 * (code >> 6)

export const isDate = (value: Value): boolean => value instanceof Date || value === null

/** Microseconds since 2000. */
const writeTime: Write = (bytes, at, value) => {
  bytes.setBigInt64(at, BigInt(Number(value) - EPOCH) * 1000n)
}

const EPOCH = Date.UTC(2000)
