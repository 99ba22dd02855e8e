// Whether an invoice may be paid: both readings agree, and it asks for what was agreed.
import { test } from 'tap'
import { MSAT_MAX, msat } from '../../../src/core/msat.ts'
import type { Decoded, Screened } from '../../../src/lightning/port.ts'
import { checkInvoice } from '../../../src/payment/invoice/payable.ts'

const NOW = 1_800_000_000
const now = new Date(NOW * 1000)

type Ours = Extract<Screened, { is: 'invoice' }>
type Theirs = Extract<Decoded, { is: 'invoice' }>

const ours: Ours = {
  is: 'invoice',
  bolt11: 'lnbcrt1',
  network: 'regtest',
  paymentHash: 'aa',
  payee: '02',
  amountMsat: msat(1000),
  createdAt: NOW,
  expiresAt: NOW + 3600,
  description: 'x',
  descriptionHash: undefined,
  minFinalCltv: 18
}
const theirs: Theirs = {
  is: 'invoice',
  currency: 'bcrt',
  paymentHash: 'aa',
  payee: '02',
  amountMsat: msat(1000),
  createdAt: NOW,
  expirySeconds: 3600,
  hasPaymentSecret: true,
  description: 'x',
  descriptionHash: undefined,
  minFinalCltv: 18
}
const agreed = { network: 'regtest', now, amountMsat: undefined } as const

const both = (more: { amountMsat?: Ours['amountMsat']; createdAt?: number; life?: number }) => {
  const { createdAt = NOW, life = 3600 } = more
  const amount = 'amountMsat' in more ? { amountMsat: more.amountMsat } : {}
  return [
    { ...ours, ...amount, createdAt, expiresAt: createdAt + life },
    { ...theirs, ...amount, createdAt, expirySeconds: life }
  ] as const
}

test('an invoice that both read alike is payable for its amount', async t => {
  t.strictSame(checkInvoice(ours, theirs, agreed), {
    is: 'payable',
    bolt11: 'lnbcrt1',
    paymentHash: 'aa',
    payee: '02',
    description: 'x',
    amountMsat: 1000n,
    amountless: false,
    expiresAt: new Date((NOW + 3600) * 1000)
  })
})

test('one without an amount takes that of the wish; one with an amount takes no other', async t => {
  const [open, decoded] = both({ amountMsat: undefined })
  t.match(checkInvoice(open, decoded, { ...agreed, amountMsat: msat(7) }), {
    is: 'payable',
    amountMsat: 7n,
    amountless: true
  })
  t.match(checkInvoice(open, decoded, agreed), { code: 'amount_required' })
  t.match(checkInvoice(ours, theirs, { ...agreed, amountMsat: msat(1000) }), { is: 'payable' })
  for (const other of [999, 1001]) {
    t.match(checkInvoice(ours, theirs, { ...agreed, amountMsat: msat(other) }), {
      code: 'amount_mismatch'
    })
  }
})

test('whatever the two readings differ in, nothing is paid', async t => {
  const cases: readonly (readonly [string, Partial<Theirs>])[] = [
    ['payment hash', { paymentHash: 'bb' }],
    ['payee', { payee: '03' }],
    ['amount', { amountMsat: msat(1001) }],
    ['amount', { amountMsat: undefined }],
    ['expiry', { expirySeconds: 3601 }],
    ['payment secret', { hasPaymentSecret: false }]
  ]
  for (const [what, other] of cases) {
    t.match(checkInvoice(ours, { ...theirs, ...other }, agreed), {
      code: 'invoice_invalid',
      detail: new RegExp(what)
    })
  }
})

test('what we, or the node, cannot read is refused', async t => {
  const refused: Screened = { is: 'refused', code: 'invoice_invalid', why: 'no secret' }
  t.match(checkInvoice(refused, theirs, agreed), { code: 'invoice_invalid', detail: 'no secret' })
  const undecodable: Decoded = { is: 'undecodable', why: 'bad' }
  t.match(checkInvoice(ours, undecodable, agreed), { code: 'invoice_invalid', detail: /bad/ })
})

test('another network’s is refused, on every network', async t => {
  const prefixes = { bitcoin: 'bc', testnet: 'tb', signet: 'tbs', regtest: 'bcrt' } as const
  for (const network of ['bitcoin', 'testnet', 'signet', 'regtest'] as const) {
    for (const [own, currency] of Object.entries(prefixes)) {
      const verdict = checkInvoice(ours, { ...theirs, currency }, { ...agreed, network })
      t.match(verdict, own === network ? { is: 'payable' } : { code: 'invoice_wrong_network' })
    }
  }
})

test('it must live for fifteen seconds more, or for as long as the caller says, and be of the present', async t => {
  const verdict = (more: Parameters<typeof both>[0], expiryFloor?: number) => {
    const floor = expiryFloor === undefined ? {} : { expiryFloor }
    return checkInvoice(...both(more), { ...agreed, ...floor })
  }
  t.match(verdict({ life: 15 }), { is: 'payable' })
  t.match(verdict({ life: 14 }), { code: 'invoice_expired' })
  t.match(verdict({ life: 0 }), { code: 'invoice_expired' })
  t.match(verdict({ life: 299 }, 300), { code: 'invoice_expired' })
  t.match(verdict({ life: 300 }, 300), { is: 'payable' })
  t.match(verdict({ createdAt: NOW + 600 }), { is: 'payable' })
  t.match(verdict({ createdAt: NOW + 601 }), { code: 'invoice_invalid', detail: /future/ })
  t.match(verdict({ createdAt: 0, life: NOW + 60 }), { is: 'payable' })
})

test('one that lives for ages is payable, and its end is a date that can be written', async t => {
  const verdict = checkInvoice(...both({ life: 2 ** 52 }), agreed)
  t.match(verdict, { is: 'payable', expiresAt: new Date('9999-12-31T23:59:59Z') })
})

test('no payment is above what a JSON number carries', async t => {
  t.match(checkInvoice(...both({ amountMsat: MSAT_MAX }), agreed), { is: 'payable' })
  const more = both({ amountMsat: msat(MSAT_MAX + 1n) })
  t.match(checkInvoice(...more, agreed), { code: 'limit_exceeded' })
})
