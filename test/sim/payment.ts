// The payer and its node, state by state: the real rules, every order
// of events, and rules made worse to see that it would be noticed.
import { test } from 'tap'
import type { Failed } from '../../src/core/outcome.ts'
import { conclude } from '../../src/lightning/answers.ts'
import type { Evidence } from '../../src/lightning/evidence.ts'
import { decide } from '../../src/payment/decide.ts'
import { explore } from './harness/explore.ts'
import { paymentModel } from './harness/payment-model.ts'
import type { Rules } from './harness/payment-process.ts'

const ENDS = [
  'released: answered',
  'released: restarted',
  'released: silent',
  'released: unsent',
  'released: withdrawn',
  'settled: settled'
]

/**
 * Up to three parts, and with one also all that may
 * happen while an answer of the node is on its way.
 */
for (const slow of [true, false]) {
  const mode = slow ? 'slow mode' : 'fast mode'
  test(`in ${mode} no released payment has a part that is pending or complete, and every one can end`, async t => {
    for (const { parts, delay } of [
      { parts: 3, delay: false },
      { parts: 1, delay: true }
    ]) {
      const found = explore(paymentModel(slow, parts, { delay }))
      t.comment(
        `${mode}, ${parts} parts${delay ? ', answers on their way' : ''}: ${found.states} states, ` +
          `${found.moves} moves, ${found.seconds.toFixed(1)} s`
      )
      t.equal(found.wrong, undefined)
      t.equal(found.dead, undefined)
      t.strictSame([...found.ends].sort(), ENDS)
    }
  })
}

/** A release for a reason that is none. */
const released = (reason: (evidence: Evidence) => boolean): Rules['conclude'] => {
  return evidence => {
    const outcome = conclude(evidence)
    if (outcome.is !== 'unknown' || !reason(evidence)) return outcome
    return { is: 'failed', because: 'answered' } as Failed
  }
}
const shows = ({ looks }: Evidence, status: string): boolean =>
  looks.at(-1)?.parts.some(part => part.status === status) ?? false

const WORSE: Record<string, { readonly slow: boolean; readonly rules: Partial<Rules> }> = {
  'an error ends it': {
    slow: false,
    rules: { conclude: released(({ call }) => call.is === 'refused') }
  },
  'an error ends it in slow mode, whatever is pending': {
    slow: true,
    rules: { conclude: released(({ call }) => call.is === 'refused') }
  },
  'one look after an error ends it': {
    slow: false,
    rules: {
      conclude: released(e => e.call.is === 'refused' && e.looks.length > 0 && !shows(e, 'pending'))
    }
  },
  'empty rows end it': {
    slow: true,
    rules: { conclude: released(({ looks }) => looks.at(-1)?.parts.length === 0) }
  },
  'a failed row ends it while the call is open': {
    slow: true,
    rules: { conclude: released(e => shows(e, 'failed') && !shows(e, 'pending')) }
  },
  'two looks 250 ms apart end it in fast mode': {
    slow: false,
    rules: { conclude: evidence => conclude({ ...evidence, slowMode: true }) }
  },
  'a broken line counts as never written': {
    slow: true,
    rules: {
      conclude: e => conclude(e.call.is === 'silent' ? { ...e, call: { is: 'unsent' } } : e)
    }
  },
  'what is stuck is given back': {
    slow: true,
    rules: {
      decide: (state, terms, event) => {
        const decision = decide(state, terms, event)
        if (decision.stuck !== true) return decision
        const outcome = { is: 'failed', because: 'silent' } as Failed
        return decide(state, terms, { is: 'looked', outcome, sentAgoMs: 0 })
      }
    }
  },
  'rows are read before it is asked whether the node has restarted': {
    slow: true,
    rules: { restartFirst: false, delay: true }
  },
  'a look counts from when its rows arrived': {
    slow: true,
    rules: { lookedAt: 'arrived', delay: true }
  },
  'the first complete part settles it': {
    slow: false,
    rules: {
      conclude: evidence => {
        const looks = evidence.looks.map(look => ({
          ...look,
          parts: look.parts.filter(part => part.status === 'complete')
        }))
        return conclude({ ...evidence, looks })
      }
    }
  }
}

for (const [worse, { slow, rules }] of Object.entries(WORSE)) {
  test(`it would be noticed if ${worse}`, async t => {
    const { states, wrong = [] } = explore(paymentModel(slow, 2, rules))
    t.match(wrong.at(-1), /^WRONG/)
    t.comment(`${states} states; ${wrong.join(' → ')}`)
  })
}
