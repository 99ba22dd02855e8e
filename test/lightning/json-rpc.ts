import { test } from 'tap'
import { decode, encode, parse } from '../../src/lightning/json-rpc.ts'
import { recording } from './fixtures/lightningd.ts'

const read = (text: string) => decode(Buffer.from(text))

test('a groupid of 63 bits keeps every digit', async t => {
  const { result } = parse(recording('waitsendpay-groupid-exact')) as {
    result: { groupid: unknown; amount_msat: unknown }
  }
  t.equal(result.groupid, 1211298747233324340n)
  t.equal(result.amount_msat, 1_000_000, 'what a double holds stays a number')
  t.strictSame(parse('[18446744073709551615, -9007199254740993, 0.1234567890123456789, 1e20]'), [
    18446744073709551615n,
    -9007199254740993n,
    0.1234567890123456789,
    1e20
  ])
})

test('a request has all four members that lightningd wants', async t => {
  const request: unknown = JSON.parse(encode('getinfo#1', 'getinfo', {}))
  t.strictSame(request, { jsonrpc: '2.0', id: 'getinfo#1', method: 'getinfo', params: {} })
})

test('an answer is a result or an error', async t => {
  const result = { is: 'answer', id: 'a', answer: { is: 'result', result: null } }
  t.strictSame(read('{"id":"a","result":null}'), result)
  const error = { is: 'error', code: -32601, message: 'Unknown command' }
  t.strictSame(read('{"id":"a","error":{"code":-32601,"message":"Unknown command"}}'), {
    is: 'answer',
    id: 'a',
    answer: error
  })
  t.match(read('{"id":"a","error":{"code":5}}'), { answer: { message: 'no message' } })
})

test('a notification and white space are for nobody', async t => {
  t.strictSame(read('{"jsonrpc":"2.0","method":"message","params":{}}'), { is: 'notice' })
  t.strictSame(read('\n '), { is: 'notice' })
})

test('what is no answer to a request of ours is malformed', async t => {
  const bad = ['{"id":null,"error":{"code":-32600,"message":"x"}}', 'hello', '[]', '7', '{}']
  for (const text of [...bad, '{"id":"a"}', '{"id":"a","error":{}}', '{"id":1,"result":1}', '{"id'])
    t.equal(read(text).is, 'malformed', text)
})
