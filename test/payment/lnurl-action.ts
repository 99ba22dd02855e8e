import { test } from 'tap'
import { readAction } from '../../src/payment/lnurl-action.ts'

const callback = new URL('https://cafe.example/callback')
const URL_ACTION = { tag: 'url', description: 'Your ticket', url: 'https://cafe.example/t?id=1' }
const AES = {
  tag: 'aes',
  description: 'Your code',
  ciphertext: Buffer.alloc(32).toString('base64'),
  iv: Buffer.alloc(16).toString('base64')
}

test('what LUD-09 and LUD-10 name is taken', async t => {
  for (const none of [undefined, null]) t.equal(readAction(none, callback), undefined)
  for (const action of [{ tag: 'message', message: 'x'.repeat(144) }, URL_ACTION, AES]) {
    t.same(readAction(action, callback), action)
  }
})

test('any other action is not paid for', async t => {
  for (const action of [
    'message',
    [],
    {},
    { tag: 'run', code: 'x' },
    { tag: 'message' },
    { tag: 'message', message: 5 },
    { tag: 'message', message: 'x'.repeat(145) },
    { ...URL_ACTION, description: undefined },
    { ...URL_ACTION, description: 'x'.repeat(145) },
    { ...URL_ACTION, url: 'https://evil.example/t' },
    { ...URL_ACTION, url: 'https://cafe.example.evil.example/' },
    { ...URL_ACTION, url: 'https://cafe.example@evil.example/' },
    { ...URL_ACTION, url: 'http://cafe.example/t' },
    { ...URL_ACTION, url: 'javascript:alert(1)' },
    { ...URL_ACTION, url: '/t' },
    { ...AES, iv: Buffer.alloc(12).toString('base64') },
    { ...AES, iv: '!'.repeat(24) },
    { ...AES, ciphertext: '' },
    { ...AES, ciphertext: 'x'.repeat(4_097) },
    { ...AES, ciphertext: '<b>' }
  ]) {
    t.throws(
      () => readAction(action, callback),
      { code: 'invoice_invalid' },
      JSON.stringify(action)
    )
  }
})
