import bech32 from 'bech32'
import fc from 'fast-check'
import { test } from 'tap'
import { readDestination } from '../../../src/payment/lnurl/destination.ts'
import { invoice } from '../fixtures/lnurl-service.ts'
import { anyCharacter } from '../../harness/any-character.ts'

const lnurl = (url: string) => bech32.encode('lnurl', bech32.toWords(Buffer.from(url)), 4_000)
const SHOP = 'https://shop.example/pay?id=1'
const PR = invoice(1_000)
/** What LUD-01 shows as an example. */
const LUD01 =
  'LNURL1DP68GURN8GHJ7UM9WFMXJCM99E3K7MF0V9CXJ0M385EKVCENXC6R2C35XVUKXEFCV5MKVV34X5EKZD3EV56NYD3HXQURZEPEXEJXXEPNXSCRVWFNV9NXZCN9XQ6XYEFHVGCXXCMYXYMNSERXFQ5FNS'

test('a BOLT11 is taken as people paste it', async t => {
  for (const text of [PR, PR.toUpperCase(), `lightning:${PR}`, `LIGHTNING://${PR}`, ` ${PR}\n`]) {
    t.match(readDestination(text), { is: 'bolt11', bolt11: /^lnbcrt10n1/i }, text)
  }
})

test('a lightning address is one in any case, with a tag, and as a link', async t => {
  for (const [text, user, domain, url] of [
    [
      'alice@cafe.example',
      'alice',
      'cafe.example',
      'https://cafe.example/.well-known/lnurlp/alice'
    ],
    [
      'Alice@Cafe.Example ',
      'alice',
      'cafe.example',
      'https://cafe.example/.well-known/lnurlp/alice'
    ],
    [
      'lightning:a_l.i-ce+tip@cafe.example',
      'a_l.i-ce+tip',
      'cafe.example',
      'https://cafe.example/.well-known/lnurlp/a_l.i-ce+tip'
    ],
    [
      'lnbc1x@cafe.example',
      'lnbc1x',
      'cafe.example',
      'https://cafe.example/.well-known/lnurlp/lnbc1x'
    ],
    ['alice@abc.onion', 'alice', 'abc.onion', 'http://abc.onion/.well-known/lnurlp/alice'],
    [
      'alice@localhost:3000',
      'alice',
      'localhost:3000',
      'http://localhost:3000/.well-known/lnurlp/alice'
    ]
  ] as const) {
    t.same(readDestination(text), { is: 'lightning_address', user, domain, url }, text)
  }
})

test('an LNURL is read from bech32, from the schemes of LUD-17, and from a page that carries one', async t => {
  for (const [text, url] of [
    [lnurl(SHOP), SHOP],
    [lnurl(SHOP).toUpperCase(), SHOP],
    [`lightning:${lnurl(SHOP)}`, SHOP],
    [`https://shop.example/gift?lightning=${lnurl(SHOP)}`, SHOP],
    ['lnurlp://shop.example/pay?id=1', SHOP],
    ['LNURLP:shop.example/pay?id=1', SHOP],
    ['lnurlw://shop.example/pay?id=1', SHOP],
    ['lnurlp://abc.onion/pay', 'http://abc.onion/pay'],
    [lnurl('http://abc.onion/pay'), 'http://abc.onion/pay'],
    [
      lnurl(`https://shop.example/${'x'.repeat(1_000)}`),
      `https://shop.example/${'x'.repeat(1_000)}`
    ],
    [
      LUD01,
      'https://service.com/api?q=3fc3645b439ce8e7f2553a69e5267081d96dcd340693afabe04be7b0ccd178df'
    ]
  ] as const) {
    t.same(readDestination(text), { is: 'lnurl', url }, text)
  }
})

test('a BIP-21 link is read for what it offers over Lightning', async t => {
  for (const [text, expected] of [
    [
      `bitcoin:bc1qx?amount=0.00000001&lightning=${PR}`,
      { address: 'bc1qx', amountMsat: 1_000n, payee: { is: 'bolt11', bolt11: PR } }
    ],
    [
      `BITCOIN:BC1QX?AMOUNT=1.5&LIGHTNING=${PR.toUpperCase()}`,
      { amountMsat: 150_000_000_000n, payee: { is: 'bolt11' } }
    ],
    [
      `bitcoin:?lightning=${lnurl(SHOP)}`,
      { address: '', amountMsat: undefined, payee: { is: 'lnurl', url: SHOP } }
    ],
    ['bitcoin:?lightning=a+b@cafe.example', { payee: { is: 'lightning_address', user: 'a+b' } }],
    ['bitcoin:bc1qx', { address: 'bc1qx', payee: undefined }],
    [
      'bitcoin:bc1qx?amount=0&label=Shop&message=Two%20coffees',
      { amountMsat: undefined, label: 'Two coffees' }
    ]
  ] as const) {
    t.match(readDestination(text), { is: 'bip21', ...expected }, text)
  }
})

test('what cannot be paid to is not read, and it is said why', async t => {
  for (const [text, why] of [
    ['', /no invoice/],
    ['hello', /no invoice/],
    ['bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq', /no invoice/],
    ['alice@cafe', /no invoice/],
    ['..@cafe.example', /no invoice/],
    ['alice@evil@cafe.example', /no invoice/],
    ['al/ice@cafe.example', /no invoice/],
    ['alice@cafe.example/../x', /no invoice/],
    ['álice@cafe.example', /no invoice/],
    [`${lnurl(SHOP)}q`, /checksum/],
    [lnurl(SHOP).replace('lnurl1', 'LNURL1'), /checksum/],
    [lnurl('ftp://shop.example/'), /no web address/],
    [lnurl('javascript:alert(1)'), /no web address/],
    [lnurl('shop'), /no web address/],
    [lnurl('https://shop.example/?tag=login&k1=00'), /logging in/],
    ['keyauth://shop.example/login?k1=00', /logging in/],
    ['lno1qgsqvgnwgcg35z6ee2h3yczraddm72xrfua9uve2rlrm9deu7xyfzrc', /BOLT 12/],
    ['https://shop.example/pay', /web page/],
    ['bitcoin:bc1qx?req-thing=1', /req-thing/],
    ['bitcoin:bc1qx?amount=1,5', /amount/],
    ['bitcoin:bc1qx?amount=-1', /amount/],
    ['bitcoin:bc1qx?amount=0.000000001', /amount/],
    ['bitcoin:bc1qx?amount=21000000', /amount/],
    ['bitcoin:bc1qx?amount=1&Amount=2', /twice/],
    ['bitcoin:?lightning=bitcoin:x', /no invoice/],
    ['bitcoin:?lightning=', /no invoice/],
    ['a'.repeat(8_001), /longer/]
  ] as const) {
    t.match(readDestination(text), { is: 'unreadable', why }, text.slice(0, 80))
  }
})

test('the reader never throws, and no path leads out of /.well-known/lnurlp/', async () => {
  const start = fc.constantFrom(
    '',
    'lnbc',
    'lnurl1',
    'lnurlp:',
    'bitcoin:',
    'bitcoin:?lightning=',
    'https://a.b/?lightning=',
    'lightning:'
  )
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: anyCharacter }),
    fc.webUrl(),
    fc.emailAddress()
  )
  fc.assert(
    fc.property(start, text, (start, rest) => {
      const read = readDestination(start + rest)
      return (
        read.is !== 'lightning_address' ||
        new URL(read.url).pathname === `/.well-known/lnurlp/${read.user}`
      )
    }),
    { numRuns: 2_000 }
  )
})

test('every https address comes back from its LNURL', async () => {
  fc.assert(
    fc.property(fc.webUrl({ validSchemes: ['https'], withQueryParameters: true }), url => {
      const read = readDestination(lnurl(url))
      return read.is === 'lnurl' && read.url === new URL(url).href
    })
  )
})
