// What a payment does next, in every case there is.
import fc from 'fast-check'
import { test } from 'tap'
import { msat } from '../../src/core/msat.ts'
import type { Failed, Outcome, Proof } from '../../src/core/outcome.ts'
import {
  decide,
  hold,
  STUCK_AFTER_MS,
  type Cancellation,
  type Event,
  type Move,
  type State,
  type Terms
} from '../../src/payment/decide.ts'

const terms: Terms = { amountMsat: msat(1000), maxFeeMsat: msat(50), surchargeMsat: msat(7) }
const preimage = '11'.repeat(32)
const failed = { is: 'failed', because: 'answered', paidByOthers: false } as Failed
const paidByOthers = { ...failed, paidByOthers: true } as Failed
const cleared = { is: 'cleared' } as Proof
const proven = { is: 'paid', preimage, amountSentMsat: msat(1001) } as Proof
const settledFor = (sent: number): Outcome => ({
  is: 'settled',
  preimage,
  amountSentMsat: msat(sent)
})
const looked = (outcome: Outcome, sentAgoMs = 0, unfenced = false): Event => ({
  is: 'looked',
  outcome,
  sentAgoMs,
  unfenced
})
const cancelled = (why: Cancellation): Event => ({ is: 'cancelled', why })

const back = [{ kind: 'release', from: 'held', to: 'user', amountMsat: 1057n }]
const change = { kind: 'change', from: 'held', to: 'user' }
const settle = { kind: 'settle', from: 'held', to: 'lightning' }
const surcharge = { kind: 'surcharge', from: 'held', to: 'surcharges', amountMsat: 7n }
const TELL = { is: 'tell' }
const alarm = (what: string) => ({ is: 'alarm', what })

const CASES: readonly (readonly [string, State, Event, object])[] = [
  ['its turn sends it', 'held', { is: 'turn' }, { next: 'sent', moves: [], then: [] }],
  ...(['expired', 'queued_too_long', 'requested'] as const).map(
    why =>
      [
        `held and ${why}: back`,
        'held',
        cancelled(why),
        { next: 'released', moves: back, then: [TELL] }
      ] as const
  ),
  ...(['pending_at_node', 'paid_at_node'] as const).map(
    why =>
      [
        `held and ${why}: back, with an alarm`,
        'held',
        cancelled(why),
        { next: 'released', moves: back, then: [alarm('foreign_rows'), TELL] }
      ] as const
  ),
  [
    'a look moves nothing that is held',
    'held',
    looked(failed),
    { next: 'held', moves: [], then: [] }
  ],
  [
    'nor does an operator',
    'held',
    { is: 'resolved', proof: cleared },
    { next: 'held', moves: [], then: [] }
  ],
  ['what is sent is not sent again', 'sent', { is: 'turn' }, { next: 'sent', moves: [], then: [] }],
  ['nor given back', 'sent', cancelled('expired'), { next: 'sent', moves: [], then: [] }],
  ['nor cancelled', 'sent', cancelled('requested'), { next: 'sent', moves: [], then: [] }],
  [
    'settled: what was sent, the surcharge, the rest back',
    'sent',
    looked(settledFor(1003)),
    {
      next: 'settled',
      preimage,
      moves: [{ ...settle, amountMsat: 1003n }, surcharge, { ...change, amountMsat: 47n }],
      then: [TELL]
    }
  ],
  [
    'settled to the last msat: nothing back',
    'sent',
    looked(settledFor(1050)),
    {
      next: 'settled',
      preimage,
      moves: [{ ...settle, amountMsat: 1050n }, surcharge],
      then: [TELL]
    }
  ],
  [
    'more was sent than held: the house bears it',
    'sent',
    looked(settledFor(1060)),
    {
      next: 'settled',
      preimage,
      moves: [
        { ...settle, amountMsat: 1050n },
        surcharge,
        { kind: 'loss', from: 'losses', to: 'lightning', amountMsat: 10n }
      ],
      then: [alarm('sent_above_hold'), TELL]
    }
  ],
  [
    'paid: told, and looked at again',
    'sent',
    looked({ is: 'paid', preimage }),
    { next: 'sent', moves: [], preimage, then: [TELL] }
  ],
  [
    'paid, and a part hangs for long: stuck',
    'sent',
    looked({ is: 'paid', preimage }, STUCK_AFTER_MS),
    { next: 'sent', moves: [], preimage, stuck: true, then: [TELL, alarm('stuck')] }
  ],
  [
    'failed since others paid it: back, with an alarm',
    'sent',
    looked(paidByOthers),
    { next: 'released', moves: back, then: [alarm('foreign_rows'), TELL] }
  ],
  [
    'not to be fenced: stuck at once',
    'sent',
    looked({ is: 'unknown', pending: false }, 0, true),
    { next: 'sent', moves: [], stuck: true, then: [alarm('stuck')] }
  ],
  ['failed: back', 'sent', looked(failed), { next: 'released', moves: back, then: [TELL] }],
  [
    'unknown: looked at again',
    'sent',
    looked({ is: 'unknown', pending: true }, STUCK_AFTER_MS - 1),
    { next: 'sent', moves: [], then: [] }
  ],
  [
    'unknown for ten minutes: stuck',
    'sent',
    looked({ is: 'unknown', pending: false }, STUCK_AFTER_MS),
    { next: 'sent', moves: [], stuck: true, then: [alarm('stuck')] }
  ],
  [
    'an operator who proves that it is gone: back',
    'sent',
    { is: 'resolved', proof: cleared },
    { next: 'released', moves: back, then: [TELL] }
  ],
  [
    'an operator who proves that it is paid: settled',
    'sent',
    { is: 'resolved', proof: proven },
    {
      next: 'settled',
      preimage,
      moves: [{ ...settle, amountMsat: 1001n }, surcharge, { ...change, amountMsat: 49n }],
      then: [TELL]
    }
  ]
]

test('every case of a payment has one decision', async t => {
  t.equal(STUCK_AFTER_MS, 10 * 60_000)
  for (const [name, state, event, decision] of CASES) {
    t.strictSame(decide(state, terms, event), decision, name)
  }
})

const amounts = fc.bigInt(0n, 1n << 50n).map(msat)
const anyTerms = fc.record({ amountMsat: amounts, maxFeeMsat: amounts, surchargeMsat: amounts })
const outcomes = fc.oneof(
  amounts.map((amountSentMsat): Outcome => ({ is: 'settled', preimage, amountSentMsat })),
  fc.constantFrom<Outcome[]>(
    { is: 'paid', preimage },
    { is: 'unknown', pending: true },
    { is: 'unknown', pending: false },
    failed,
    paidByOthers
  )
)
const whys = fc.constantFrom<Cancellation[]>(
  'expired',
  'queued_too_long',
  'requested',
  'pending_at_node',
  'paid_at_node'
)
const events: fc.Arbitrary<Event> = fc.oneof(
  fc.constant({ is: 'turn' } as const),
  whys.map(cancelled),
  fc
    .record({
      outcome: outcomes,
      sentAgoMs: fc.nat({ max: 2 * STUCK_AFTER_MS }),
      unfenced: fc.boolean()
    })
    .map(({ outcome, sentAgoMs, unfenced }) => looked(outcome, sentAgoMs, unfenced)),
  fc.constantFrom(cleared, proven).map(proof => ({ is: 'resolved', proof }) as const)
)
const states = fc.constantFrom<State[]>('held', 'sent', 'settled', 'released')

const leaving = (moves: readonly Move[], from: Move['from']): bigint =>
  moves.filter(move => move.from === from).reduce((sum, move) => sum + move.amountMsat, 0n)

const always = <T>(fact: string, rule: fc.IProperty<T>): void =>
  void test(fact, async t => void t.doesNotThrow(() => fc.assert(rule)))

always(
  'what ends a hold sums to it, and nothing else moves anything',
  fc.property(states, anyTerms, events, (state, its, event) => {
    const { next, moves } = decide(state, its, event)
    const ends = next !== state && (next === 'settled' || next === 'released')
    return leaving(moves, 'held') === (ends ? hold(its) : 0n) && (ends || moves.length === 0)
  })
)

always(
  'what reaches the network is what was sent, and no entry is empty',
  fc.property(anyTerms, amounts, (its, sent) => {
    const { moves } = decide('sent', its, looked({ is: 'settled', preimage, amountSentMsat: sent }))
    const out = moves.filter(move => move.to === 'lightning')
    return (
      out.reduce((sum, move) => sum + move.amountMsat, 0n) === sent &&
      moves.every(move => move.amountMsat > 0n)
    )
  })
)

always(
  'no event releases a sent payment but the node’s `failed` and an operator’s proof',
  fc.property(anyTerms, events, (its, event) => {
    const released = decide('sent', its, event).next === 'released'
    const proven =
      (event.is === 'looked' && event.outcome.is === 'failed') ||
      (event.is === 'resolved' && event.proof.is === 'cleared')
    return released === proven
  })
)

always(
  'an end is the end, whatever comes after',
  fc.property(
    fc.constantFrom<State[]>('settled', 'released'),
    anyTerms,
    events,
    (end, its, event) => {
      const { next, moves, then } = decide(end, its, event)
      return next === end && moves.length === 0 && then.length === 0
    }
  )
)
