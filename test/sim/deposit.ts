// What the node says was paid, state by state: booked once, never lost, by however many readers.
import { test } from 'tap'
import { decide } from '../../src/deposit/decide.ts'
import { depositModel, type DepositRules } from './harness/deposit-model.ts'
import { explore } from './harness/explore.ts'

test('what was paid is booked once, however often it is read, and none is lost', async t => {
  for (const orphan of [false, true]) {
    const found = explore(depositModel(orphan))
    t.comment(`${found.states} states, ${found.moves} moves, ${found.seconds.toFixed(3)} s`)
    t.equal(found.wrong, undefined)
    t.equal(found.dead, undefined)
    t.strictSame([...found.ends], [orphan ? 'set aside' : 'credited'])
  }
})

const WORSE: Record<string, { readonly orphan?: boolean; readonly rules: Partial<DepositRules> }> =
  {
    'an expired deposit is nobody’s': {
      rules: {
        decide: (paid, state, has) =>
          state === 'expired' ? { is: 'foreign' } : decide(paid, state, has)
      }
    },
    'a deposit that is still being made is nobody’s': {
      rules: {
        decide: (paid, state, has) =>
          state === 'creating' ? { is: 'foreign' } : decide(paid, state, has)
      }
    },
    'what has no row is dropped': {
      orphan: true,
      rules: {
        decide: (paid, state, has) =>
          state === undefined ? { is: 'foreign' } : decide(paid, state, has)
      }
    },
    'nobody minds receipts': {
      rules: { guarded: false, decide: (paid, state) => decide(paid, state, false) }
    }
  }

for (const [worse, { orphan = false, rules }] of Object.entries(WORSE)) {
  test(`it would be noticed if ${worse}`, async t => {
    const { wrong = [] } = explore(depositModel(orphan, rules))
    t.match(wrong.at(-1), /^WRONG/)
    t.comment(wrong.join(' → '))
  })
}
