import { test } from 'tap'
import { withoutPeople } from '../../../src/cli/lapp/without-people.ts'
import type { LAppCard } from '../../../src/lapps/open-lapp.ts'

const card = {
  input: {
    type: 'object',
    properties: {
      phone: { type: 'string', title: 'Phone', format: 'phone', maxLength: 16 },
      email: { type: 'string', title: 'E-mail', format: 'email', maxLength: 64 },
      to: { type: 'string', title: 'To', maxLength: 64 }
    },
    additionalProperties: false
  },
  manifest: { url: 'https://shop.example/v1/', examples: [{ phone: '+19876543210' }] }
} as unknown as LAppCard

const service = { url: 'http://127.0.0.1:4711/v1', secrets: { API_KEY: 'very+secret' } }

test('what belongs to somebody is in no recording', async t => {
  const input = { phone: '+4915112345678', email: 'ann@home.example', to: 'bob@wallet.example' }
  const recorded = {
    input,
    exchanges: [
      {
        url: 'http://127.0.0.1:4711/v1/orders?phone=%2B4915112345678&key=very%2Bsecret',
        text: 'authorization: very+secret, order rec_1 of ann@home.example',
        basic: btoa('very+secret'),
        json: { to: 'bob@wallet.example', clerk: 'carol@shop.example', call: '+15551234567' }
      }
    ]
  }
  const kept = withoutPeople(recorded, card, service, 'rec_1')
  t.same(kept.input, {
    phone: '+447700900123',
    email: 'buyer@example.com',
    to: 'bob@wallet.example'
  })
  t.same(kept.exchanges, [
    {
      url: 'https://shop.example/v1/orders?phone=%2B447700900123&key=stand-in-API_KEY',
      text: 'authorization: stand-in-API_KEY, order order-key-of-the-fixture of buyer@example.com',
      basic: btoa('stand-in-API_KEY'),
      json: { to: 'bob@wallet.example', clerk: 'buyer@example.com', call: '+447700900123' }
    }
  ])
})

test('what the examples say is nobody’s, and stays', async t => {
  const recorded = { input: { phone: '+19876543210' }, text: '"+19876543210"' }
  t.same(withoutPeople(recorded, card, service, 'rec_1'), recorded)
})
