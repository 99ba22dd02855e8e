import { test } from 'tap'
import { readAnswer, READERS } from '../../../src/lapps/process/results.ts'

const judged = (output: object) =>
  readAnswer(
    { is: 'done', id: 1, value: { state: 'ready', output } },
    value => READERS.deliver(value, given => ({ is: 'ok', input: given as never })),
    text => text
  )

test('what no database could keep is no answer, wherever it stands', async t => {
  t.match(judged({ code: 'abc' }), { is: 'ok', value: { state: 'ready' } })
  t.match(judged({ code: '\\u0000', face: '😀' }), { is: 'ok' }, 'the six characters are harmless')
  for (const code of ['a\0b', 'half \ud800 of a pair', 'the other \udc00']) {
    t.match(judged({ code }), { is: 'unavailable', because: 'bug' })
    t.match(judged({ list: [{ code }] }), { is: 'unavailable', because: 'bug' })
  }
})
