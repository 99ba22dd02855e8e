import { test } from 'tap'
import { defined } from '../../src/core/defined.ts'

test('what is undefined is left out; null, zero, false and nothing written stay', async t => {
  const kept = { none: null, zero: 0, no: false, empty: '', list: [undefined] }
  t.strictSame(Object.entries(defined({ first: undefined, ...kept })), Object.entries(kept))
  t.strictSame(defined({ only: undefined }), {})
})
