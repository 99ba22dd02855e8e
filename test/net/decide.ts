import fc from 'fast-check'
import { test } from 'tap'
import {
  ANY,
  isPublic,
  literalOf,
  PUBLIC,
  refuseAddresses,
  refuseUrl
} from '../../src/net/decide.ts'

/**
 * Every way to spell a way in. A name among them is
 * judged by what it resolves to, see test/net/fetch.ts.
 */
const PRIVATE_URLS = [
  ...['127.0.0.1', '127.1', '0177.0.0.1', '0x7f.1', '0x7f000001', '2130706433', '017700000001'],
  ...['127.0.0.1.', '0', '0.0.0.0', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ...['169.254.169.254', '100.64.0.1', '100.127.255.255', '192.0.0.1', '192.0.2.1', '198.18.0.1'],
  ...['198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255', '192.88.99.1'],
  ...['①②⑦.⓪.⓪.①', '127。0。0。1', '[::1]', '[::]', '[::7f00:1]', '[::127.0.0.1]'],
  ...['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::ffff:0:127.0.0.1]', '[64:ff9b::127.0.0.1]'],
  ...['[64:ff9b:1::127.0.0.1]', '[2002:7f00:1::]', '[2001:0:7f00:1::]', '[2001:db8::1]'],
  ...['[3fff::1]', '[fe80::1]', '[fec0::1]', '[fc00::1]', '[fd00:ec2::254]', '[ff02::1]'],
  ...['[100::1]', '[2001:10::1]', '[2001:20::1]', '[2001:2::1]', '[5f00::1]', '[4000::1]']
].map(host => `https://${host}/`)

const PUBLIC_ADDRESSES = ['1.1.1.1', '8.8.8.8', '172.32.0.1', '2606:4700::1111', '2a00:1450::8a']

test('an address literal that is not public is refused in every spelling', t => {
  for (const url of PRIVATE_URLS) t.match(refuseUrl(new URL(url), PUBLIC), /not public/, url)
  t.end()
})

test('a public address is let through, alone and in a URL', t => {
  for (const address of PUBLIC_ADDRESSES) {
    t.ok(isPublic(address), address)
    const host = address.includes(':') ? `[${address}]` : address
    t.equal(refuseUrl(new URL(`https://${host}:8443/x`), PUBLIC), undefined, address)
  }
  t.end()
})

test('only https, and no user name', t => {
  for (const url of ['http://1.1.1.1/', 'ftp://1.1.1.1/', 'file:///etc/passwd', 'data:,x']) {
    t.match(refuseUrl(new URL(url), PUBLIC), /only https/, url)
  }
  t.match(refuseUrl(new URL('https://1.1.1.1@example.com/'), PUBLIC), /user name/)
  t.match(refuseUrl(new URL('file:///etc/passwd'), ANY), /only https or http/)
  t.equal(refuseUrl(new URL('http://127.0.0.1:3000/'), ANY), undefined)
  t.end()
})

test('what is no address at all is not public', t => {
  const nonsense = ['', 'localhost', '1.1.1', '1.1.1.1.1', '01.1.1.1', '1.1.1.256', 'fe80::1%eth0']
  for (const text of nonsense) t.notOk(isPublic(text), text)
  t.equal(literalOf('example.com'), undefined)
  t.equal(literalOf('[::1]'), '::1')
  t.end()
})

test('one private address in a set condemns the whole set', t => {
  const anywhere = fc.tuple(fc.shuffledSubarray(PUBLIC_ADDRESSES), fc.nat(5))
  fc.assert(
    fc.property(anywhere, fc.constantFrom('127.0.0.1', '::1', '10.0.0.1'), ([good, at], bad) => {
      const set = good.toSpliced(at, 0, bad)
      return refuseAddresses(set, PUBLIC) === `${bad} is not public`
    })
  )
  t.equal(refuseAddresses(PUBLIC_ADDRESSES, PUBLIC), undefined)
  t.match(refuseAddresses([], PUBLIC), /no address/)
  t.end()
})

test('no IPv4 address is public when carried inside another kind of IPv6 address', t => {
  const prefixes = ['::', '::ffff:', '::ffff:0:', '64:ff9b::', '64:ff9b:1::']
  fc.assert(
    fc.property(fc.constantFrom(...prefixes), fc.ipV4(), (prefix, ip) => !isPublic(prefix + ip))
  )
  t.end()
})
