import { test } from 'tap'
import { overBudget } from '../../src/core/allowance.ts'
import { newId, showId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { decide, type Verdict } from '../../src/transfer/decide.ts'
import { recipientOf } from '../../src/transfer/recipient.ts'

const [id, from, to, fingerprint, resource] = [newId(), newId(), newId(), newId(), newId()]
const asked = { id, from, amountMsat: msat(10), fingerprint }
type Why = Extract<Verdict, { is: 'refused' }>['why']
const meaning = (why: Why, fingerprint_ = asked.fingerprint) =>
  decide({ is: 'refused', why }, { ...asked, fingerprint: fingerprint_ })

const broken = (why: string) => ({ is: 'broken', why })

test('what a verdict means', t => {
  t.strictSame(decide({ is: 'committed' }, asked), { is: 'made' })
  const balanceMsat = msat(9)
  const cases: readonly (readonly [Why, object])[] = [
    [
      { is: 'insufficient_balance', account: from, balanceMsat },
      {
        is: 'refused',
        code: 'insufficient_balance',
        detail: 'The transfer needs 10 msat, the balance is 9 msat'
      }
    ],
    [
      { is: 'insufficient_balance', account: to, balanceMsat },
      broken('a receiver cannot lack money')
    ],
    [
      { is: 'account_unknown', account: to },
      {
        is: 'refused',
        code: 'recipient_unknown',
        pointer: '/to',
        detail: 'There is no account with this id'
      }
    ],
    [
      { is: 'budget_exceeded', leftMsat: msat(7) },
      { is: 'refused', code: 'budget_exceeded', detail: overBudget(asked.amountMsat, msat(7)) }
    ],
    [{ is: 'account_unknown', account: from }, broken('the sender has no account')],
    [
      { is: 'key_taken', fingerprint, resource },
      { is: 'repeated', id: resource }
    ],
    [
      { is: 'key_taken', fingerprint: newId(), resource },
      {
        is: 'refused',
        code: 'idempotency_key_reused',
        detail: 'This Idempotency-Key came with another request before; use a new one'
      }
    ],
    [
      { is: 'state_differs', id, state: 'settled' },
      { is: 'repeated', id }
    ],
    [{ is: 'state_differs', id, state: null }, broken('a new row stands in no state')],
    [{ is: 'state_differs', id: to, state: 'settled' }, broken('a new row stands in no state')],
    [{ is: 'no_room' }, broken('a transfer takes no turn at the node')],
    [{ is: 'hash_taken' }, broken('a transfer claims no payment hash')],
    [{ is: 'constraint', constraint: 'x' }, broken('x')]
  ]
  for (const [why, expected] of cases)
    t.strictSame(meaning(why), expected, JSON.stringify(expected))
  t.end()
})

test('who cannot be sent anything, and where the request says it', t => {
  const refused = (name: string) => {
    const recipient = recipientOf(name, from, new Map())
    return recipient.is === 'nobody' ? recipient.refusal : recipient
  }
  t.strictSame(refused('nonsense'), {
    code: 'invalid_request',
    pointer: '/to',
    detail: 'to is acc_… or telegram:<id>'
  })
  t.strictSame(refused(showId('acc', from)), {
    code: 'invalid_request',
    pointer: '/to',
    detail: 'A transfer goes to another account than the one it comes from'
  })
  t.end()
})
