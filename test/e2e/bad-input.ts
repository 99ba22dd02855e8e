// What a caller may send by mistake or in malice, over HTTP to a
// gateway that runs: the right code, and nothing held or moved.
import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import bech32 from 'bech32'
import { encode, sign } from 'bolt11'
import { test } from 'tap'
import { msat } from '../../src/core/msat.ts'
import { mint } from '../../src/sandbox/node/mint.ts'
import { ECHO_AND_LNSMS, place } from './harness/place.ts'
import type { Gateway } from './harness/asking.ts'
import { composed } from './harness/composed.ts'
import { cli } from './harness/cli.ts'
import { fuzz } from '../http/harness/fuzz/fuzz.ts'

const SEED = 16
const FUZZED = 400

const REGTEST = {
  bech32: 'bcrt',
  pubKeyHash: 0x6f,
  scriptHash: 0xc4,
  validWitnessVersions: [0, 1]
}

type Vector = { readonly title: string; readonly invoice: string; readonly valid: boolean }
const VECTORS = JSON.parse(
  readFileSync(new URL('../lightning/fixtures/vectors.json', import.meta.url), 'utf8')
) as readonly Vector[]

/** The body is text, so that it may hold what no program would write. */
async function post(g: Gateway, path: string, body: string, idem: string = randomUUID()) {
  const headers = {
    authorization: `Bearer ${g.key}`,
    'content-type': 'application/json',
    'idempotency-key': idem,
    prefer: 'wait=20'
  }
  const answer = await fetch(g.url + path, { method: 'POST', headers, body })
  const said = (await answer.json()) as Record<string, unknown>
  return { status: answer.status, code: said['code'], body: said }
}

const account = async (g: Gateway) => (await g.ask('GET', '/v1/account')).body
const pay = (g: Gateway, destination: string, more = '') =>
  post(g, '/v1/payments', `{"destination":${JSON.stringify(destination)}${more}}`)

const now = (): number => Math.floor(Date.now() / 1000)
const hex = (): string => randomBytes(32).toString('hex')
const terms = (more: Partial<Parameters<typeof mint>[1]> = {}) => ({
  paymentHash: hex(),
  paymentSecret: hex(),
  amountMsat: msat(1_000),
  description: { text: 'x' },
  createdAt: now(),
  expirySeconds: 3_600,
  ...more
})
const made = (more: Parameters<typeof terms>[0] = {}): string => mint(hex(), terms(more))

/** Signed as it should be, with the tags that are given. */
function tagged(tags: readonly (readonly [string, string | number])[]): string {
  const data = { network: REGTEST, timestamp: now(), millisatoshis: '1000' }
  const features = tags.some(([name]) => name === 'payment_secret') ? [FEATURES] : []
  const all = [...tags.map(([tagName, value]) => ({ tagName, data: value })), ...features]
  return sign(encode({ ...data, tags: all }, false), hex()).paymentRequest ?? ''
}
const FEATURES = {
  tagName: 'feature_bits',
  data: { word_length: 4, var_onion_optin: { required: true }, payment_secret: { required: true } }
}
const secret = (): [string, string] => ['payment_secret', hex()]
const hash = (): [string, string] => ['payment_hash', hex()]
const text = (of = 'x'): [string, string] => ['description', of]

/** With another prefix or other words, and a checksum that is right again. */
function edited(invoice: string, change: (prefix: string, words: number[]) => [string, number[]]) {
  const { prefix, words } = bech32.decode(invoice, 10_000)
  return bech32.encode(...change(prefix, words), 10_000)
}
const unsigned = (invoice: string): string =>
  edited(invoice, (prefix, words) => [
    prefix,
    [...words.slice(0, -104), ...Array<number>(104).fill(0)]
  ])
const flipped = (invoice: string): string =>
  invoice.slice(0, -1) + (invoice.endsWith('q') ? 'p' : 'q')

const INVOICES: Record<string, readonly [string, string]> = {
  expired: [made({ createdAt: now() - 7_200 }), 'invoice_expired'],
  'about to expire': [made({ expirySeconds: 10 }), 'invoice_expired'],
  'of the future': [made({ createdAt: now() + 3_600 }), 'invoice_invalid'],
  unsigned: [unsigned(made()), 'invoice_invalid'],
  'with a wrong checksum': [flipped(made()), 'invoice_invalid'],
  'cut short': [made().slice(0, -20), 'invoice_invalid'],
  'in mixed case': [made().replace(/^lnbcrt10n/, 'LNBCRT10N'), 'invoice_invalid'],
  'without a secret': [tagged([hash(), text()]), 'invoice_invalid'],
  'with two hashes': [tagged([secret(), hash(), hash(), text()]), 'invoice_invalid'],
  'with two secrets': [tagged([secret(), secret(), hash(), text()]), 'invoice_invalid'],
  'with two descriptions': [tagged([secret(), hash(), text(), text('y')]), 'invoice_invalid'],
  'of zero': [edited(made(), (_, words) => ['lnbcrt0n', words]), 'invoice_invalid'],
  'of half a msat': [edited(made(), (_, words) => ['lnbcrt5p', words]), 'invoice_invalid'],
  'of a negative amount': [edited(made(), (_, words) => ['lnbcrt-5n', words]), 'invoice_invalid'],
  'of leading zeros': [edited(made(), (_, words) => ['lnbcrt010n', words]), 'invoice_invalid'],
  'above all there is': [
    edited(made(), (_, words) => ['lnbcrt21000001', words]),
    'invoice_invalid'
  ],
  'above what a number carries': [made({ amountMsat: msat(2n ** 53n) }), 'limit_exceeded'],
  'above the balance': [made({ amountMsat: msat(2n ** 53n - 1n) }), 'insufficient_balance'],
  'of another chain': [edited(made(), (_, words) => ['lnbc10n', words]), 'invoice_wrong_network'],
  oversized: [tagged([secret(), hash(), text('x'.repeat(600)), ...LONG()]), 'invoice_invalid']
}

function LONG(): [string, string][] {
  return Array.from({ length: 7 }, () => text('y'.repeat(590)))
}

/** What a JSON body may hold where an amount belongs, and whether it is one. */
const AMOUNTS: readonly (readonly [string, boolean])[] = [
  ['0', false],
  ['1', true],
  ['-1', false],
  ['2147483647', true],
  ['2147483648', true],
  ['2147483649', true],
  ['4294967295', true],
  ['4294967296', true],
  ['4294967297', true],
  ['9007199254740991', true],
  ['9007199254740992', false],
  ['9007199254740993', false],
  ['9223372036854775807', false],
  ['9223372036854775808', false],
  ['18446744073709551616', false],
  ['-9223372036854775808', false],
  ['2099999999999999999', false],
  ['2100000000000000000', false],
  ['2100000000000000001', false],
  ['1.5', false],
  ['0.1', false],
  ['-0', false],
  ['1e3', false],
  ['1e400', false],
  ['1e-3', false],
  ['"1"', false],
  ['""', false],
  ['true', false],
  ['null', false],
  ['[1]', false],
  ['{}', false]
]

test('bad input over HTTP', async t => {
  const at = await place(t)
  const env = { ...ECHO_AND_LNSMS, RATE_LIMIT: '100000', TRUST_PROXY: '127.0.0.1' }
  const g = await composed(t, at, env)
  const { body: friend } = await g.ask('POST', '/v1/accounts', { name: 'friend' })
  const before = await account(g)
  t.match(before, { held_msat: 0 })

  await t.test('a bad invoice is refused for what is wrong with it', async t => {
    for (const [name, [invoice, code]] of Object.entries(INVOICES)) {
      const answer = await pay(g, invoice)
      t.match(answer, { code }, `one ${name}`)
      t.ok([402, 422].includes(answer.status), name)
    }
    for (const junk of ['', ' ', 'lnbcrt', 'x'.repeat(8_001), '\u0000', 'lightning:']) {
      const { status } = await pay(g, junk)
      t.ok(status === 400 || status === 422, JSON.stringify(junk.slice(0, 10)))
    }
    t.match(await pay(g, made(), ',"amount_msat":999'), { code: 'amount_mismatch' })
    t.match(await pay(g, made({ amountMsat: undefined })), { code: 'amount_required' })
  })

  await t.test('every vector of BOLT 11 is refused by a node on regtest', async t => {
    const allowed = ['invoice_invalid', 'invoice_wrong_network', 'invoice_expired']
    for (const { title, invoice, valid } of VECTORS) {
      const { status, code } = await pay(g, invoice)
      t.equal(status, 422, title)
      t.ok(allowed.includes(String(code)), `${title}: ${String(code)}`)
      if (!valid) t.not(code, 'invoice_expired', title)
      const shown = await post(g, '/v1/decode', JSON.stringify({ text: invoice }))
      t.ok(
        shown.status === 200 || allowed.includes(String(shown.code)),
        `${title}, only shown: ${shown.status}`
      )
    }
  })

  await t.test(
    'an amount that no JSON number carries is not payable, which can be seen',
    async t => {
      const invoice = made({ amountMsat: msat(2n ** 53n) })
      const { status, body } = await post(g, '/v1/decode', JSON.stringify({ text: invoice }))
      t.match({ status, ...body }, { status: 200, amount_msat: null, payable: false })
    }
  )

  await t.test('nothing of all this was held, paid or kept', async t => {
    t.strictSame(await account(g), before)
    t.match((await g.ask('GET', '/v1/payments')).body, { data: [] })
  })

  await t.test('an amount is an integer that JSON carries exactly, in every field', async t => {
    const { body } = await g.ask('POST', '/sandbox/wallet/invoice', {})
    const any = JSON.stringify(body['bolt11'])
    const to = JSON.stringify(friend['id'])
    const fixed = JSON.stringify(flipped(made()))
    const lnsms = '"input":{"number":"+19876543210","text":"x"}'
    const fields: Record<string, (amount: string) => readonly [string, string]> = {
      amount_msat: a => ['/v1/payments', `{"destination":${any},"amount_msat":${a}}`],
      max_fee_msat: a => ['/v1/payments', `{"destination":${fixed},"max_fee_msat":${a}}`],
      'deposit amount_msat': a => ['/v1/deposits', `{"amount_msat":${a}}`],
      'transfer amount_msat': a => ['/v1/transfers', `{"to":${to},"amount_msat":${a}}`],
      'batch amount_msat': a => [
        '/v1/transfers/batch',
        `{"transfers":[{"to":${to},"amount_msat":${a}}]}`
      ],
      max_total_msat: a => ['/v1/lapps/lnsms/purchases', `{${lnsms},"max_total_msat":${a}}`]
    }
    for (const [field, request] of Object.entries(fields)) {
      for (const [amount, good] of AMOUNTS) {
        const was = await account(g)
        const answer = await post(g, ...request(amount))
        const zero = field.startsWith('max_') && (amount === '0' || amount === '-0')
        const name = `${field}: ${amount}: ${answer.status} ${String(answer.code)}`
        if (good || zero) t.ok(answer.status < 500 && answer.status !== 400, name)
        else t.match(answer, { status: 400, code: 'invalid_request' }, name)
        if (answer.status >= 400) t.strictSame(await account(g), was, `${name}: nothing moved`)
      }
    }
  })

  await t.test('the books are sound', async t => {
    t.match(await account(g), { held_msat: 0 })
    const { code, out } = await cli(at, 'audit')
    t.equal(code, 0, out)
  })

  await t.test('whatever is asked, the answer is one that the document allows', async t => {
    t.comment(`${FUZZED} requests of the seed ${SEED}; \`npm run fuzz\` sends more`)
    const { counts, faults } = await fuzz(g, { seed: SEED, requests: FUZZED })
    t.strictSame([...faults], [])
    t.ok(counts.size > 50, 'of nearly every operation')
    const { code, out } = await cli(at, 'audit')
    t.equal(code, 0, out)
  })
})
