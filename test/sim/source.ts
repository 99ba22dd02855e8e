// What a source that is polled says of one deposit, in every order that there is: each payment is
// credited once, what is gone is the loss of the house, and the books come to what there is.
import { test } from 'tap'
import { decideAll, type Verdict } from '../../src/deposit/decide.ts'
import { explore } from './harness/explore.ts'
import { sourceModel, type SourceRules } from './harness/source-model.ts'

test('each payment is credited once, and the books always come to what there is', async t => {
  for (const [how, all] of [
    ['one', 'paid, not paid'],
    ['two', 'paid, paid']
  ] as const) {
    const found = explore(sourceModel(how))
    t.comment(`${found.states} states, ${found.moves} moves, ${found.seconds.toFixed(1)} s`)
    t.equal(found.wrong, undefined)
    t.equal(found.dead, undefined)
    t.ok(found.ends.has(all))
  }
})

type Move = Verdict['moves'][number]

/** Another rule for each of what moves; undefined: it does not. */
const moved =
  (change: (move: Move) => Move | undefined): SourceRules['decideAll'] =>
  (...asked) => {
    const verdict = decideAll(...asked)
    return { ...verdict, moves: verdict.moves.flatMap(move => change(move) ?? []) }
  }

const WORSE: Readonly<Record<string, Partial<SourceRules>>> = {
  'nobody minds what was booked in between': { guarded: false },
  'what is only seen is credited': {
    decideAll: (state, known, { payments, over }, min) =>
      decideAll(
        state,
        known,
        {
          payments: payments.map(one => ({
            ...one,
            state: one.state === 'pending' ? 'settled' : one.state
          })),
          over
        },
        min
      )
  },
  'what comes back is credited again': {
    decideAll: moved(move =>
      move.step.is === 'regain' ? { ...move, step: { is: 'credit' } } : move
    )
  },
  'what is missing is left alone': {
    decideAll: moved(move => (move.step.is === 'lose' ? undefined : move))
  },
  'what comes back stays lost': {
    decideAll: moved(move => (move.step.is === 'regain' ? undefined : move))
  },
  'what was seen first is forgotten': {
    decideAll: (state, known, sighting, min) =>
      decideAll(
        state,
        known.filter(one => one.state !== 'credited'),
        sighting,
        min
      )
  },
  'only what is new counts as received': {
    decideAll: (...asked) => {
      const verdict = decideAll(...asked)
      const credits = verdict.moves.filter(({ step }) => step.is === 'credit')
      const sum = credits.reduce((all, { evidence }) => all + evidence.amountMsat, 0n)
      return { ...verdict, receivedMsat: sum as Verdict['receivedMsat'] }
    }
  },
  'a deposit never ends': {
    decideAll: (state, known, { payments }, min) =>
      decideAll(state, known, { payments, over: false }, min)
  },
  'what has expired is not credited': {
    decideAll: (state, known, sighting, min) =>
      state === 'expired'
        ? { moves: [], state, receivedMsat: null }
        : decideAll(state, known, sighting, min)
  }
}

for (const [worse, rules] of Object.entries(WORSE)) {
  test(`it would be noticed if ${worse}`, async t => {
    const found = (['one', 'two'] as const)
      .map(how => explore(sourceModel(how, rules)))
      .map(({ wrong, dead }) => wrong ?? dead)
      .find(way => way !== undefined)
    t.ok(found)
    t.comment((found ?? []).join(' → '))
  })
}
