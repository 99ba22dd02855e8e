// The payer and its node, state by state: the real rules, every order
// of events, and rules made worse to see that it would be noticed.
import { test } from 'tap'
import type { Failed } from '../../src/core/outcome.ts'
import { conclude } from '../../src/lightning/answers.ts'
import type { Evidence } from '../../src/lightning/evidence.ts'
import type { Part } from '../../src/lightning/port.ts'
import { decide } from '../../src/payment/decide.ts'
import { explore } from './harness/explore.ts'
import { paymentModel } from './harness/payment-model.ts'
import type { Rules } from './harness/payment-process.ts'

const ENDS = [
  'released: answered',
  'released: cancelled',
  'released: failed_rows',
  'released: fenced',
  'released: restarted',
  'released: unsent',
  'settled: settled'
]

/**
 * Up to two parts, and with one also all that may
 * happen while an answer of the node is on its way.
 */
for (const slow of [true, false]) {
  const mode = slow ? 'slow mode' : 'fast mode'
  test(`in ${mode} no released payment has a part that is pending or complete, and every one can end`, async t => {
    const ends = new Set<string>()
    for (const { parts, delay, from } of [
      { parts: 2, delay: false, from: {} },
      { parts: 1, delay: true, from: {} },
      { parts: 1, delay: false, from: { takenOver: true } },
      { parts: 1, delay: false, from: { own: true, takenOver: true } }
    ]) {
      const found = explore(paymentModel(slow, parts, { delay }, from))
      const about = Object.keys(from).join(', ')
      const what = `${about === '' ? '' : `, ${about}`}${delay ? ', answers on their way' : ''}`
      t.comment(
        `${mode}, ${parts} parts${what}: ${found.states} states, ` +
          `${found.moves} moves, ${found.seconds.toFixed(1)} s`
      )
      t.equal(found.wrong, undefined)
      t.equal(found.dead, undefined)
      for (const end of found.ends) ends.add(end)
    }
    t.strictSame([...ends].sort(), ENDS)
  })
}

const FAILED = { is: 'failed', because: 'answered', paidByOthers: false } as Failed

/** A release for a reason that is none. */
const released = (reason: (evidence: Evidence) => boolean): Rules['conclude'] => {
  return evidence => {
    const outcome = conclude(evidence)
    return outcome.is === 'unknown' && reason(evidence) ? FAILED : outcome
  }
}
const shows = ({ looks }: Evidence, status: string): boolean =>
  looks.at(-1)?.parts.some(part => part.status === status) ?? false

const statuses = ({ looks }: Evidence): string =>
  looks
    .at(-1)
    ?.parts.map(part => part.status)
    .join(' ') ?? ''

type Worse = {
  readonly slow: boolean
  readonly rules: Partial<Rules>
  readonly own?: boolean | undefined
}

/** The rows as if whoever wrote them had our label. */
const relabelled =
  (status: Part['status']): Rules['conclude'] =>
  evidence => {
    const ours = (one: Part): Part =>
      one.status === status ? { ...one, label: evidence.label } : one
    const looks = evidence.looks.map(look => ({ ...look, parts: look.parts.map(ours) }))
    return conclude({ ...evidence, looks })
  }

const WORSE: Record<string, Worse> = {
  'an error ends it': {
    slow: false,
    rules: { conclude: released(({ call }) => call.is === 'refused') }
  },
  'an error ends it in slow mode, whatever is pending': {
    slow: true,
    rules: { conclude: released(({ call, looks }) => call.is === 'refused' && looks.length > 0) }
  },
  'one look after an error ends it, without a flush': {
    slow: false,
    rules: {
      conclude: released(e => e.call.is === 'refused' && e.looks.length > 0 && !shows(e, 'pending'))
    }
  },
  'xpay is not flushed after an error': { slow: false, rules: { flushes: false } },
  'a lost call is not fenced': { slow: true, rules: { fences: false } },
  'an invoice of our own counts as fenced before it has run out': {
    slow: true,
    own: true,
    rules: { waitsForExpiry: false }
  },
  'empty rows end an open call': {
    slow: true,
    rules: {
      conclude: released(e => e.call.is === 'open' && e.looks.at(-1)?.parts.length === 0)
    }
  },
  'time ends a lost call': {
    slow: true,
    rules: {
      conclude: released(e => {
        const [first, latest] = e.looks
        const apart = (latest?.askedMs ?? 0) - (first?.atMs ?? 0)
        return e.call.is === 'lost' && latest?.parts.length === 0 && apart >= 10_000
      })
    }
  },
  'a failed row ends it while the call is open': {
    slow: true,
    rules: {
      conclude: released(e => e.call.is === 'open' && shows(e, 'failed') && !shows(e, 'complete'))
    }
  },
  'one look at failed rows ends a lost call': {
    slow: false,
    rules: {
      conclude: released(
        e => e.call.is === 'lost' && shows(e, 'failed') && !/pending|complete/.test(statuses(e))
      )
    }
  },
  'a broken line counts as never written': {
    slow: true,
    rules: { conclude: e => conclude(e.call.is === 'lost' ? { ...e, call: { is: 'unsent' } } : e) }
  },
  'what is stuck is given back': {
    slow: true,
    rules: {
      decide: (state, terms, event) => {
        const decision = decide(state, terms, event)
        if (decision.stuck !== true || event.is !== 'looked') return decision
        return decide(state, terms, { ...event, outcome: FAILED })
      }
    }
  },
  'rows are read before it is asked whether the node has restarted': {
    slow: true,
    rules: { restartFirst: false, delay: true }
  },
  'a look counts from when its rows arrived': {
    slow: false,
    rules: { lookedAt: 'arrived', delay: true }
  },
  "a change of the socket's mode counts as a restart": { slow: true, rules: { touchCounts: true } },
  'complete rows of somebody else settle it': {
    slow: true,
    rules: { conclude: relabelled('complete') }
  },
  'failed rows of somebody else count as ours': {
    slow: true,
    rules: { conclude: relabelled('failed') }
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

for (const [worse, { slow, rules, own }] of Object.entries(WORSE)) {
  test(`it would be noticed if ${worse}`, async t => {
    const { states, wrong = [] } = explore(
      paymentModel(slow, 2, rules, { own: own === true, takenOver: rules.delay !== true })
    )
    t.match(wrong.at(-1), /^WRONG/)
    t.comment(`${states} states; ${wrong.join(' → ')}`)
  })
}
