import fc from 'fast-check'
import { test } from 'tap'
import { plainText } from '../../src/payment/plain-text.ts'

test('what cannot be seen is taken out, also what turns the direction of writing', async t => {
  t.equal(plainText(' pay\0 \u202e1000\u202c\nsat\u2028 ', 100), 'pay 1000 sat')
})

test('whatever it is given, it is well formed, bounded, and of one line', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(50), (text, max) => {
      const plain = plainText(text, max)
      return (
        plain.length <= max && plain.isWellFormed() && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(plain)
      )
    })
  )
})
