import { test } from 'tap'
import { bolt11Fault } from '../../src/lightning/bolt11-rules.ts'

const field = (type: string, length: number, word = 0) => ({
  type,
  words: Array<number>(length).fill(word)
})
const sound = [field('p', 52), field('s', 52), field('d', 8), field('9', 3)]
const low = '00'.repeat(64)
const high = `${'00'.repeat(32)}${'ff'.repeat(32)}`

test('a signature in the high form is a fault only where a key is named', async t => {
  t.equal(bolt11Fault(sound, low), undefined)
  t.equal(bolt11Fault(sound, high), undefined)
  t.equal(bolt11Fault([...sound, field('n', 53)], low), undefined)
  t.match(bolt11Fault([...sound, field('n', 53)], high), /low-S/)
})

test('a field of another length is a fault, not a field to pass over', async t => {
  for (const [type, length] of [
    ['p', 51],
    ['s', 53],
    ['h', 51],
    ['n', 52]
  ] as const) {
    const others = sound.filter(one => one.type !== type)
    t.match(bolt11Fault([...others, field(type, length)], low), /length/, type)
  }
})

test('an even feature must be known, an odd one need not', async t => {
  const bit = (at: number) => {
    const words = Array<number>(60).fill(0)
    words[59 - Math.floor(at / 5)] = 1 << (at % 5)
    return bolt11Fault([...sound.slice(0, 3), { type: '9', words }], low)
  }
  for (const known of [8, 14, 16, 24, 48, 9, 101, 297])
    t.equal(bit(known), undefined, String(known))
  for (const unknown of [0, 10, 22, 100, 262]) t.match(bit(unknown), `feature ${unknown},`)
})
