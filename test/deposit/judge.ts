// Of one payment at a source that is polled: every case there is, in one table.
import { test } from 'tap'
import { judge, type Evidence, type Noted, type Step } from '../../src/deposit/decide.ts'

type Told = Step['is'] | `note ${'pending' | 'small' | 'vanished'}`

/** By what is known: what pending, settled (enough, and too little) and gone come to. */
const TABLE: Readonly<Record<Noted | 'nothing', readonly [Told, Told, Told, Told]>> = {
  nothing: ['note pending', 'credit', 'note small', 'stay'],
  pending: ['stay', 'credit', 'note small', 'note vanished'],
  vanished: ['note pending', 'credit', 'note small', 'stay'],
  small: ['stay', 'stay', 'stay', 'stay'],
  credited: ['stay', 'stay', 'stay', 'lose'],
  lost: ['stay', 'regain', 'regain', 'stay']
}

const SEEN: readonly (readonly [Evidence['state'], boolean])[] = [
  ['pending', true],
  ['settled', true],
  ['settled', false],
  ['gone', true]
]

test('what one payment comes to', async t => {
  for (const [known, row] of Object.entries(TABLE) as [Noted | 'nothing', readonly Told[]][]) {
    const told = SEEN.map(([seen, enough]) => {
      const step = judge(seen, known === 'nothing' ? undefined : known, enough)
      return step.is === 'note' ? `note ${step.to}` : step.is
    })
    t.same(told, row, known)
  }
})
