import { test } from 'tap'
import { readMessage } from '../../../src/lapps/process/messages.ts'

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
const done = (value: string): string => `{"is":"done","id":1,"value":${value}}`

test('a value nested so deep that reading it would take all of the stack is no message', async t => {
  t.match(readMessage(done(nested(60))), { is: 'done', id: 1 })
  t.equal(readMessage(done(nested(65))), undefined)
  t.equal(readMessage(done(nested(400_000))), undefined)
  t.equal(readMessage(done(`{"a":`.repeat(100_000) + '1' + '}'.repeat(100_000))), undefined)
})
