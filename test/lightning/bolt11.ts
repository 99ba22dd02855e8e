import { readFileSync } from 'node:fs'
import { test } from 'tap'
import fc from 'fast-check'
import bech32 from 'bech32'
import { readInvoice } from '../../src/lightning/bolt11.ts'
import { NETWORKS } from '../../src/lightning/port.ts'
import type { Network } from '../../src/lightning/port.ts'

type Vector = {
  readonly title: string
  readonly invoice: string
  readonly valid: boolean
  readonly ambiguous?: boolean
  readonly reason?: string
  readonly expected?: {
    readonly network: Network
    readonly amount_msat: string | null
    readonly timestamp: number
    readonly payee: string
    readonly payment_hash: string
    readonly description: string | null
    readonly description_hash: string | null
    readonly expiry_effective: number
    readonly min_final_cltv_effective: number
  }
}
const vectors = JSON.parse(
  readFileSync(new URL('fixtures/vectors.json', import.meta.url), 'utf8')
) as readonly Vector[]

/**
 * The specification lets a reader take the first of
 * two; ours refuses to guess which the node takes.
 */
const refusedByChoice = (vector: Vector) => vector.title === 'two p fields, first wins'
const valid = vectors.filter(one => one.valid && !one.ambiguous && !refusedByChoice(one))
const invalid = vectors.filter(one => !one.valid || refusedByChoice(one))
const find = (title: string) => vectors.find(one => one.title.startsWith(title))?.invoice ?? ''
const why = (invoice: string, network: Network = 'bitcoin') => {
  const read = readInvoice(invoice, network)
  return read.is === 'refused' ? `${read.code}: ${read.why}` : read.is
}

test('what BOLT 11 calls valid is read as it says', async t => {
  t.ok(valid.length >= 30)
  for (const { title, invoice, expected } of valid) {
    if (expected === undefined) continue
    const { amount_msat, timestamp, description, description_hash } = expected
    t.strictSame(
      readInvoice(invoice, expected.network),
      {
        is: 'invoice',
        bolt11: invoice.toLowerCase(),
        network: expected.network,
        paymentHash: expected.payment_hash,
        payee: expected.payee,
        amountMsat: amount_msat === null ? undefined : BigInt(amount_msat),
        createdAt: timestamp,
        expiresAt: timestamp + expected.expiry_effective,
        description: description ?? undefined,
        descriptionHash: description_hash ?? undefined,
        minFinalCltv: expected.min_final_cltv_effective
      },
      title
    )
  }
})

test('what BOLT 11 calls invalid is refused', async t => {
  t.ok(invalid.length >= 20)
  for (const { title, invoice } of invalid) t.match(why(invoice), /^invoice_invalid: /, title)
})

test('the refusal says what is wrong', async t => {
  const cases = [
    ['Same, but adding invalid unknown feature 100', /feature 100/],
    ['Bech32 checksum is invalid', /checksum/],
    ['Malformed bech32 string (mixed case)', /mixes upper and lower case/],
    ['Signature is not recoverable', /signature/],
    ['Invalid multiplier', /does not begin/],
    ['Invalid sub-millisatoshi precision', /whole number of msat/],
    ['Missing required `s` field', /no payment secret/],
    ['Non canonical signature (high-S)', /signature/],
    ['both d and h', /not both/],
    ['unknown prefix lnxx', /does not begin/],
    ['n field not matching the signature', /signature/],
    ['two p fields', /more than one field p/]
  ] as const
  for (const [title, text] of cases) t.match(why(find(title)), text, title)
})

test('upper case, white space and the scheme are taken', async t => {
  const invoice = find('Please send $3')
  const read = readInvoice(invoice, 'bitcoin')
  for (const form of [
    invoice.toUpperCase(),
    ` \n${invoice}\t`,
    `lightning:${invoice}`,
    `LIGHTNING:${invoice.toUpperCase()}`
  ])
    t.strictSame(readInvoice(form, 'bitcoin'), read)
})

test('an invoice for another network is refused and says which', async t => {
  const named = {
    bitcoin: 'Please send $3',
    testnet: 'testnet prefix lntb',
    signet: 'signet prefix'
  }
  for (const [network, title] of Object.entries(named))
    for (const ours of NETWORKS.filter(one => one !== network))
      t.equal(
        why(find(title), ours),
        `invoice_wrong_network: it is for ${network}, this is ${ours}`
      )
})

/** The invoice with another prefix or other words, and a checksum that is right again. */
function forge(invoice: string, change: (words: number[]) => number[], prefix?: string): string {
  const decoded = bech32.decode(invoice, 10_000)
  return bech32.encode(prefix ?? decoded.prefix, change(decoded.words), 10_000)
}
const keep = (words: number[]) => words

test('amounts are whole, above nothing and no more than there is', async t => {
  const invoice = find('Please send $3')
  const priced = (price: string) => why(forge(invoice, keep, `lnbc${price}`))
  for (const zero of ['0', '0u', '00', '01u', '0p', 'm'])
    t.match(priced(zero), /zero or not a number/)
  for (const part of ['1p', '11p']) t.match(priced(part), /whole number of msat/)
  for (const all of ['21000001', '21000000001m', '9'.repeat(500)]) t.match(priced(all), /above all/)
  t.match(why('lnbc1'.padEnd(7090, 'q')), /longer than 7089/)
})

test('fields that are doubled, cut off, of a wrong length or unreadable are refused', async t => {
  const invoice = find('Please send $3')
  const insert = (...field: number[]) =>
    why(forge(invoice, words => [...words.slice(0, 7), ...field, ...words.slice(7)]))
  const letters = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
  const of = (letter: string) => letters.indexOf(letter)
  for (const letter of 'dx9') t.match(insert(of(letter), 0, 1, 0), `more than one field ${letter}`)
  t.match(insert(of('h'), 0, 1, 0), /a length that it cannot have/)
  t.match(insert(of('c'), 0, 11, ...Array<number>(11).fill(1)), /beyond reason/)
  const cut = (words: number[]) => [...words.slice(0, -104), of('r'), 31, 31, ...words.slice(-104)]
  t.match(why(forge(invoice, cut)), /cut off/)
  const spoilt = (words: number[]) => words.with(7 + 55 + 55 + 3, 31).with(7 + 55 + 55 + 4, 31)
  t.match(why(forge(invoice, spoilt)), /not UTF-8/)
  const bare = (words: number[]) => [...words.slice(0, 7), ...words.slice(-104)]
  t.match(why(forge(invoice, bare)), /no payment hash/)
})

test('a signature in the high form is refused where a key is named', async t => {
  const named = vectors.find(one => one.reason === 'high-s-with-n')?.invoice ?? ''
  t.match(why(named), /^invoice_invalid/)
  t.equal(
    why(find('Public-key recovery with high-S')),
    'invoice',
    'and taken where it is recovered'
  )
})

test('nothing that people or LApps send makes it throw', async () => {
  const texts = valid.map(one => one.invoice.toLowerCase())
  const mutation = fc.record({ at: fc.nat(400), word: fc.nat(31), cut: fc.boolean() })
  const forged = fc
    .tuple(fc.constantFrom(...texts), fc.array(mutation, { maxLength: 4 }), fc.nat(3))
    .map(([invoice, mutations, tail]) =>
      forge(invoice, words =>
        mutations
          .reduce(
            (all, { at, word, cut }) => (cut ? all.toSpliced(at, 1) : all.toSpliced(at, 1, word)),
            words
          )
          .slice(0, tail === 0 ? 60 : undefined)
      )
    )
  const network = fc.constantFrom(...NETWORKS)
  const property = fc.property(fc.oneof(forged, fc.string()), network, (text, ours) => {
    const read = readInvoice(text, ours)
    return read.is === 'refused' ? read.why.length > 0 : /^[0-9a-f]{64}$/.test(read.paymentHash)
  })
  fc.assert(property, { numRuns: 3000 })
})
