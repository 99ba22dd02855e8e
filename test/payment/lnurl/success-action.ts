import { createCipheriv, randomBytes } from 'node:crypto'
import { test } from 'tap'
import { readAction, showAction } from '../../../src/payment/lnurl/success-action.ts'

const URL_ACTION = { tag: 'url', description: 'Your ticket', url: 'https://cafe.example/t?id=1' }
const PREIMAGE = randomBytes(32)
const sealed = (text: string | Buffer) => {
  const iv = randomBytes(16)
  const cipher = createCipheriv('aes-256-cbc', PREIMAGE, iv)
  const ciphertext = Buffer.concat([cipher.update(text), cipher.final()]).toString('base64')
  return { tag: 'aes', description: 'Your code', ciphertext, iv: iv.toString('base64') }
}
const AES = sealed('PIN 1234')
const shown = (value: unknown, preimage = PREIMAGE.toString('hex')) => {
  const action = readAction(value)
  return action && showAction(action, preimage)
}

test('what LUD-09 and LUD-10 name is taken', async t => {
  for (const action of [{ tag: 'message', message: 'x'.repeat(144) }, URL_ACTION, AES]) {
    t.same(readAction(action), action)
  }
})

test('what promises nothing is none', async t => {
  const none = [undefined, null, 'message', [], {}, { tag: '' }, { tag: null }, { tag: 'message' }]
  for (const value of [...none, { tag: 'message', message: 5 }])
    t.equal(readAction(value), undefined)
})

test('what services really send is taken: longer texts, no description, links to elsewhere', async t => {
  const long = 'x'.repeat(145)
  t.match(readAction({ tag: 'message', message: long }), { message: long })
  t.match(readAction({ ...URL_ACTION, description: long }), { description: long })
  t.match(shown({ tag: 'url', url: 'https://tickets.example/t' }), {
    url: 'https://tickets.example/t',
    host: 'tickets.example',
    description: ''
  })
  t.match(shown({ tag: 'url', url: 'http://cafe.example:81/t' }), { host: 'cafe.example:81' })
  t.match(readAction({ tag: 'message', message: 'one\ntwo\0\ud800' }), { message: 'one\ntwo' })
})

test('what could not be shown is not paid for', async t => {
  for (const action of [
    { tag: 'run', code: 'x' },
    { tag: 5 },
    { tag: 'message', message: 'x'.repeat(4_001) },
    { ...URL_ACTION, url: 'https://cafe.example@evil.example/' },
    { ...URL_ACTION, url: 'javascript:alert(1)' },
    { ...URL_ACTION, url: 'data:text/html,x' },
    { ...URL_ACTION, url: '/t' },
    { tag: 'url' },
    { ...AES, iv: Buffer.alloc(12).toString('base64') },
    { ...AES, iv: '!'.repeat(24) },
    { ...AES, iv: undefined },
    { ...AES, ciphertext: '' },
    { ...AES, ciphertext: 'YWJj' },
    { ...AES, ciphertext: 'A'.repeat(8_193) }
  ]) {
    t.throws(() => readAction(action), { code: 'invoice_invalid' }, JSON.stringify(action))
  }
})

test('the preimage decrypts what is encrypted; with another key it says that it cannot', async t => {
  t.same(shown(AES), { tag: 'aes', description: 'Your code', text: 'PIN 1234' })
  t.match(shown(sealed('Grüße\u202e\0')), { text: 'Grüße' })
  t.match(shown(sealed(Buffer.from([0xff, 0xfe]))), { text: null })
  t.match(shown(AES, '00'.repeat(32)), { tag: 'aes', text: null })
  t.match(shown(AES, 'zz'), { text: null })
})
