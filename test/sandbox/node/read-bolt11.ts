// The node's reader against BOLT 11's own examples and others.
import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { readBolt11 } from '../../../src/sandbox/node/read-bolt11.ts'

type Vector = {
  readonly title: string
  readonly invoice: string
  readonly valid: boolean
  readonly ambiguous?: boolean
  readonly reason?: string
  readonly expected?: { readonly payment_hash?: string; readonly amount_msat?: string | null }
}

const vectors = JSON.parse(
  readFileSync(new URL('../../lightning/fixtures/vectors.json', import.meta.url), 'utf8')
) as readonly Vector[]

/** lightningd takes both; the gateway's own reader, which is stricter, does not. */
const LENIENT = new Set(['d-h-exclusive'])

test('valid invoices of every network are read, with their hash and amount', t => {
  for (const vector of vectors.filter(({ valid, ambiguous }) => valid && !ambiguous)) {
    const reading = readBolt11(vector.invoice)
    t.equal(reading.is, 'invoice', vector.title)
    if (reading.is !== 'invoice') continue
    const { payment_hash = reading.invoice.paymentHash, amount_msat } = vector.expected ?? {}
    t.equal(reading.invoice.paymentHash, payment_hash, vector.title)
    if (amount_msat !== undefined)
      t.equal(reading.invoice.amountMsat?.toString() ?? null, amount_msat, vector.title)
  }
  t.end()
})

test('what a node must refuse is not read', t => {
  const refused = vectors.filter(({ valid, reason }) => !valid && !LENIENT.has(reason ?? ''))
  for (const { title, invoice, reason } of refused)
    t.match(readBolt11(invoice), { is: 'unreadable' }, `${title} (${reason ?? ''})`)
  t.end()
})
