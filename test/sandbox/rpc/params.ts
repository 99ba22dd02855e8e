// How single parameters are read.
import { test } from 'tap'
import * as read from '../../../src/sandbox/rpc/params.ts'

test('amounts are integers or strings with a unit, and never lose a digit', t => {
  const amount = (value: unknown) => read.amount(value, 'amount_msat', '')
  t.equal(amount(5), 5n)
  t.equal(amount('5'), 5n)
  t.equal(amount('5msat'), 5n)
  t.equal(amount('5sat'), 5000n)
  t.equal(amount('10000000000000001msat'), 10_000_000_000_000_001n)
  for (const wrong of [-1, 1.5, 2 ** 53, '5 msat', '-5msat', '1.5sat', '', true, {}])
    t.throws(() => amount(wrong), { code: -32602 }, JSON.stringify(wrong))
  t.equal(read.amountOrAny('any', 'amount_msat', ''), 'any')
  t.throws(() => read.amountOrAny(0, 'amount_msat', ''), /should be positive msat or 'any'/)
  t.end()
})

test('null is as if it were not given, and needed ones are asked for', t => {
  const spec = { a: read.need(read.text), b: read.may(read.number) }
  t.same(read.readParams(spec, { a: 'x', b: null }, ''), { a: 'x', b: undefined })
  t.same(read.readParams(spec, ['x', '7'], ''), { a: 'x', b: 7 })
  t.throws(() => read.readParams(spec, { a: null }, ''), /missing required parameter: a/)
  t.throws(() => read.readParams(spec, ['x', 1, 2], ''), /too many parameters: got 3, expected 2/)
  t.throws(() => read.readParams(spec, { a: 'x', b: -1 }, ''), /b: should be an integer/)
  t.end()
})

test('a \\u escape is seen only where it is one, and only in its own parameter', t => {
  const description = (raw: string) => {
    const { description } = JSON.parse(raw) as { readonly description: string }
    return read.textWithoutUnicodeEscapes(description, 'description', raw)
  }
  t.throws(() => description('{"description":"\\u26a1"}'), /without \\u/)
  t.throws(() => description('{"description":"a\\\\\\u26a1"}'), /without \\u/)
  t.equal(description('{"description":"\\\\u26a1"}'), '\\u26a1', 'an escaped backslash')
  t.equal(description('{"label":"\\u26a1","description":"⚡"}'), '⚡')
  t.end()
})
