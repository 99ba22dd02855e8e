import { test } from 'tap'
import fc from 'fast-check'
import { parseJson } from '../../../src/http/wire/parse-json.ts'

const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

const REFUSED = {
  'what is not JSON': ['', '{', "{'a':1}", '{"a":01}', 'NaN', '{"a":1}x', '\ufeff\ufeff{}'],
  'a field named twice': [
    '{"a":1,"a":1}',
    '{"a":{"b":1,"b":2}}',
    '[{"a":1,"\\u0061":2}]',
    '{"a":1,"a" :2}'
  ],
  'what would become a prototype': [
    '{"__proto__":{"polluted":1}}',
    '{"a":[{"__proto__":{"polluted":1}}]}',
    '{"a":{"constructor":{"prototype":{"polluted":1}}}}',
    '{"\\u005f_proto__":{"polluted":1}}'
  ],
  'nesting deeper than 16': [deep(17), deep(30_000)],
  'integers in disguise': [
    '{"a":9007199254740990.9}',
    '[1.0]',
    '[1e3]',
    '[1e-400]',
    '[0E0]',
    '[1e+21]'
  ]
}

for (const [what, texts] of Object.entries(REFUSED)) {
  test(`${what} is refused`, async t => {
    for (const text of texts) t.throws(() => parseJson(text), { code: 'invalid_request' }, text)
    t.notOk(Object.hasOwn(Object.prototype, 'polluted'))
  })
}

test('a colon or a quote inside a text makes no key', async t => {
  const value = { a: '"b":', c: '\\"c": \\', d: ['"a":1'], 'e":': '', f: '1.0 1e3' }
  t.strictSame(parseJson(JSON.stringify(value)), value)
})

test('numbers keep their value, for the schema to judge', async t => {
  t.strictSame(parseJson('[1,-2,0.5,1.5e-3,9007199254740993]'), [
    ...[1, -2, 0.5, 1.5e-3, 9_007_199_254_740_992]
  ])
  t.strictSame(parseJson('[1e400]'), [Infinity])
})

test('whatever is written as JSON is read as it was', async () => {
  const json = fc.json({ maxDepth: 5 }).filter(text => !/proto|constructor|\.|e[+-]?\d/i.test(text))
  fc.assert(
    fc.property(json, text => JSON.stringify(parseJson(text)) === JSON.stringify(JSON.parse(text)))
  )
})

test('the time to read grows with the size, not with its square', async t => {
  for (const text of [
    `"${'\\\\'.repeat(30_000)}"`,
    '1'.repeat(60_000),
    `[${'"a",'.repeat(15_000)}1]`
  ]) {
    const took = Array.from({ length: 5 }, () => {
      const start = performance.now()
      parseJson(text)
      return performance.now() - start
    })
    // The quickest: a machine may be busy with other things.
    t.ok(Math.min(...took) < 500)
  }
})
