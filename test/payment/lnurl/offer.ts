import { test } from 'tap'
import { AppError } from '../../../src/core/errors.ts'
import { msat } from '../../../src/core/msat.ts'
import {
  amountFor,
  readOffer,
  refuseOffer,
  type PayOffer
} from '../../../src/payment/lnurl/offer.ts'
import { payRequest } from '../fixtures/lnurl-service.ts'

const request = (other: object): Record<string, unknown> => ({
  ...payRequest('https://cafe.example', other)
})
const pay = (other: object = {}): PayOffer => {
  const offer = readOffer(request(other))
  if (offer.is !== 'pay') throw new Error(offer.is)
  return offer
}
const rows = (...metadata: unknown[]) => ({ metadata: JSON.stringify(metadata) })
const TEXT = ['text/plain', 'Coffee']
const IMAGE = ['image/png;base64', 'AAAA']

test('a pay request is read with its bounds, its text and who answers for it', async t => {
  t.match(pay(), {
    callback: new URL('https://cafe.example/callback'),
    minMsat: 1_000n,
    maxMsat: 100_000n,
    description: 'Coffee for Alice',
    commentMax: 0,
    demands: []
  })
  t.equal(pay({ maxSendable: 2.1e18 }).maxMsat, 9_007_199_254_740_991n, 'more than we count to')
  t.equal(pay({ commentAllowed: null, payerData: null }).commentMax, 0)
  t.equal(pay(rows(TEXT, TEXT)).description, 'Coffee')
  t.equal(pay(rows(TEXT, IMAGE, ['text/long-desc', 'x'], ['x/y', 5])).description, 'Coffee')
  t.equal(pay(rows(['text/plain', 'a\0\u202eb'])).description, 'a b')
  t.equal(pay(rows(['text/plain', 'x'.repeat(9_999)])).description?.length, 639)
})

test('a request that breaks a rule is refused, and it is said which', async t => {
  for (const [other, why] of [
    [{ tag: undefined }, /what it is for/],
    [{ tag: 5 }, /what it is for/],
    [{ callback: undefined }, /callback/],
    [{ callback: 'callback' }, /callback/],
    [{ minSendable: 0 }, /minSendable/],
    [{ minSendable: -1 }, /minSendable/],
    [{ minSendable: 1.5 }, /minSendable/],
    [{ minSendable: '1000' }, /minSendable/],
    [{ minSendable: Infinity }, /minSendable/],
    [{ maxSendable: undefined }, /maxSendable/],
    [{ minSendable: 100_001 }, /smallest amount/],
    [{ minSendable: 1e17, maxSendable: 1e18 }, /smallest amount/]
  ] as const) {
    const name = JSON.stringify(other)
    t.throws(() => readOffer(request(other)), { code: 'invoice_invalid', detail: why }, name)
  }
})

test('what is not needed is taken however it is written', async t => {
  const unread = ['Coffee', '{}', '', null, undefined, 5]
  for (const metadata of unread) t.equal(pay({ metadata }).description, undefined)
  for (const some of [rows(), rows(IMAGE), rows(['text/plain', 5]), rows('x')]) {
    t.equal(pay(some).description, undefined)
  }
  t.equal(pay({ metadata: [TEXT] }).description, 'Coffee')
  t.equal(pay(rows('x', IMAGE, IMAGE, TEXT)).description, 'Coffee')
  for (const allowed of [false, true, -1, 1.5, '', 'many', {}, [], Infinity]) {
    t.equal(pay({ commentAllowed: allowed }).commentMax, 0)
  }
  t.equal(pay({ commentAllowed: '140' }).commentMax, 140)
  for (const payerData of [[], false, 'name', { name: null }, { name: { mandatory: 'no' } }]) {
    t.same(pay({ payerData }).demands, [])
  }
})

test('what pays out, what is something else, and who must know more of the payer is not paid', async t => {
  const withdraw = { tag: 'withdrawRequest', minWithdrawable: 0, maxWithdrawable: 5_000 }
  t.match(readOffer({ ...withdraw, defaultDescription: 'Gift' }), {
    is: 'withdraw',
    minMsat: 0n,
    maxMsat: 5_000n,
    description: 'Gift'
  })
  t.match(refuseOffer(readOffer(withdraw)), /pays out/)
  t.throws(() => readOffer({ ...withdraw, maxWithdrawable: 'all' }), /maxWithdrawable/)
  t.match(refuseOffer(readOffer({ tag: 'channelRequest' })), /channelRequest/)
  const payerData = {
    name: { mandatory: false },
    email: { mandatory: true },
    auth: { mandatory: true }
  }
  t.match(refuseOffer(pay({ payerData })), /: email, auth$/)
  t.equal(refuseOffer(pay({ payerData: { name: { mandatory: false } } })), undefined)
})

test('the amount is asked for where there is a choice, and has to be one that the payee takes', async t => {
  const code = (run: () => unknown) => {
    try {
      return run()
    } catch (error) {
      return error instanceof AppError ? `${error.code}: ${error.detail}` : error
    }
  }
  const takes = 'the payee takes from 1000 to 100000 msat'
  t.equal(
    code(() => amountFor(pay(), undefined)),
    `amount_required: ${takes}`
  )
  t.equal(
    code(() => amountFor(pay(), msat(999))),
    `amount_mismatch: ${takes}`
  )
  t.equal(
    code(() => amountFor(pay(), msat(100_001))),
    `amount_mismatch: ${takes}`
  )
  t.equal(amountFor(pay(), msat(1_000)), 1_000n)
  t.equal(amountFor(pay(), msat(100_000)), 100_000n)
  t.equal(amountFor(pay({ maxSendable: 1_000 }), undefined), 1_000n, 'there is no choice')
})
