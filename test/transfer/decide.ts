import { test } from 'tap'
import { newId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { decide, type Verdict } from '../../src/transfer/decide.ts'

const [id, from, to, fingerprint, resource] = [newId(), newId(), newId(), newId(), newId()]
const asked = { id, from, amountMsat: msat(10), fingerprint }
type Why = Extract<Verdict, { is: 'refused' }>['why']
const meaning = (why: Why, fingerprint_ = asked.fingerprint) =>
  decide({ is: 'refused', why }, { ...asked, fingerprint: fingerprint_ })

test('what a verdict means', t => {
  t.same(decide({ is: 'committed' }, asked), { is: 'made' })
  const balanceMsat = msat(9)
  const cases: readonly (readonly [Why, object])[] = [
    [
      { is: 'insufficient_balance', account: from, balanceMsat },
      { is: 'refused', code: 'insufficient_balance' }
    ],
    [{ is: 'insufficient_balance', account: to, balanceMsat }, { is: 'broken' }],
    [
      { is: 'account_unknown', account: to },
      { is: 'refused', code: 'recipient_unknown', pointer: '/to' }
    ],
    [{ is: 'account_unknown', account: from }, { is: 'broken' }],
    [
      { is: 'key_taken', fingerprint, resource },
      { is: 'repeated', id: resource }
    ],
    [
      { is: 'key_taken', fingerprint: newId(), resource },
      { is: 'refused', code: 'idempotency_key_reused' }
    ],
    [
      { is: 'state_differs', id, state: 'settled' },
      { is: 'repeated', id }
    ],
    [{ is: 'state_differs', id, state: null }, { is: 'broken' }],
    [{ is: 'state_differs', id: to, state: 'settled' }, { is: 'broken' }],
    [{ is: 'hash_taken' }, { is: 'broken' }],
    [
      { is: 'constraint', constraint: 'x' },
      { is: 'broken', why: 'x' }
    ]
  ]
  for (const [why, expected] of cases) t.match(meaning(why), expected, JSON.stringify(expected))
  t.end()
})
