import { test } from 'tap'
import fc from 'fast-check'
import { framer } from '../../src/lightning/frames.ts'

const cut = (chunks: readonly Buffer[]) => {
  const frames: string[] = []
  const take = framer(frame => frames.push(frame.toString('utf8')))
  const waiting = chunks.map(chunk => take(chunk)).at(-1)
  return { frames, waiting }
}

test('answers come out whole wherever the stream is split, also inside a letter', async t => {
  const stream = Buffer.from('{"a":"ナ\\n"}\n\n{"b":"🍵"}\n\n\n{"c":1}\n\n{"un')
  const expected = ['{"a":"ナ\\n"}', '{"b":"🍵"}', '\n{"c":1}']
  for (let at = 0; at <= stream.length; at++) {
    const { frames, waiting } = cut([stream.subarray(0, at), stream.subarray(at)])
    t.strictSame(frames, expected, `split at byte ${at}`)
    t.equal(waiting, 4)
  }
  const bytes = Array.from(stream, byte => Buffer.from([byte]))
  t.strictSame(cut(bytes).frames, expected, 'byte by byte')
})

test('however many chunks there are, frames depend on the bytes alone', async () => {
  const text = fc.string({ unit: fc.constantFrom('\n', 'a', 'é', '{'), maxLength: 30 })
  fc.assert(
    fc.property(fc.array(text), chunks => {
      const whole = cut([Buffer.from(chunks.join(''))])
      const split = cut(chunks.map(chunk => Buffer.from(chunk)))
      return whole.frames.join('|') === split.frames.join('|')
    })
  )
})
