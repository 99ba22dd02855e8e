// The fence and the flush against the insides of the node, state by state: the real order of the
// fence, every order of messages, and each guard left out to see that it would be noticed.
//
// What the model of the payer (payment.ts) takes over from here: once a lost call is fenced and
// flushed, and once an error is flushed, whatever part it will ever make is in the rows; and where
// listpays says `failed` of our rows, the xpay that says so has nothing of it under way.
import { test } from 'tap'
import { nextCommand, type Answer, type FenceCommand } from '../../src/lightning/fence.ts'
import { ROUNDS_AFTER_ERROR, ROUNDS_AFTER_LOSS } from '../../src/payment/fence/flush-xpay.ts'
import { explore } from './harness/explore.ts'
import { fenceModel } from './harness/fence-model.ts'
import type { World } from './harness/fence-node.ts'
import type { Law } from './harness/fence-process.ts'
import type { FenceState } from './harness/fence-state.ts'

type Case = {
  readonly world?: Partial<World>
  readonly law?: Partial<Law>
  readonly from?: Partial<FenceState>
}

const DURING: Partial<World> = { parts: 1, appears: 'until listed' }
const OTHERS: Partial<FenceState> = { other: true }

const run = ({ world = DURING, law = {}, from = OTHERS }: Case) =>
  explore(fenceModel(world, law, from))

const SAFE: Record<string, Case> = {
  'one part, channels that appear until they are listed for the last time': {},
  'two parts, at once or one after the other': { world: { parts: 2, appears: 'until listed' } },
  'a fence of another process restores the threads in between': {
    from: { other: true, zombie: '2' }
  },
  'a call that is read after the fence, where channels that appear are closed at once': {
    world: { parts: 1, appears: 'closed at once' },
    law: { overtakes: true }
  },
  'channels that appear at any time, where router and xpay are flushed three times': {
    world: { parts: 1, appears: 'whenever' },
    law: { passes: 3 }
  }
}

for (const [name, its] of Object.entries(SAFE)) {
  test(`no call that was fenced or flushed makes a part after its release: ${name}`, async t => {
    const found = run(its)
    const { states, moves, seconds } = found
    t.comment(`${states} states, ${moves} moves, ${seconds.toFixed(1)} s`)
    t.equal(found.wrong, undefined)
    t.equal(found.dead, undefined)
    t.strictSame([...found.ends], ['released'])
  })
}

const without =
  (is: FenceCommand['is']): Law['carriesOut'] =>
  order =>
    order.is !== is
/** Hears something else than what was answered. */
const hearing =
  (is: FenceCommand['is'], heard: Answer): Law['next'] =>
  (fence, asked, answer) =>
    nextCommand(fence, asked, asked.is === is ? heard : answer)
const ONE: Answer = { is: 'threads', threads: 1 }
const TWO_PARTS: Partial<World> = { parts: 2 }

const WORSE: Record<string, Case> = {
  'private channels were left open': { law: { carriesOut: without('disable_channel') } },
  'searches that had begun were not waited for': { law: { carriesOut: without('search') } },
  'the search did not take its turn alone': {
    law: { carriesOut: without('one_thread'), next: hearing('read_threads', ONE) }
  },
  'it was not asked whether somebody has restored the threads': {
    law: { next: hearing('read_threads', ONE) },
    from: { zombie: '2' }
  },
  'a search that is late counted as over': { law: { next: hearing('search', { is: 'done' }) } },
  'channels were not listed again': {
    law: {
      next: (fence, asked, answer) =>
        asked.is === 'restore_threads' && fence.flushed
          ? { is: 'closed', fence }
          : nextCommand(fence, asked, answer)
    }
  },
  'a lost call was flushed and not fenced': { law: { fences: false } },
  'empty rows ended a lost call without fence and flush': { law: { counts: 'at once' } },
  'xpay was not flushed after the fence': { law: { roundsAfterLoss: 0 } },
  'an error was not flushed': { world: TWO_PARTS, law: { roundsAfterError: 0 } },
  'one look ended a lost call after the least rounds': { law: { looks: 1, roundsAfterLoss: 2 } },
  'one look ended an error after the least rounds': {
    world: TWO_PARTS,
    law: { looks: 1, roundsAfterError: 1 }
  }
}

for (const [worse, its] of Object.entries(WORSE)) {
  test(`it would be noticed if ${worse}`, async t => {
    const { states, wrong = [] } = run(its)
    t.match(wrong.at(-1), /^WRONG/)
    t.comment(`${states} states; ${wrong.join(' → ')}`)
  })
}

test('two rounds and two looks are the least after a loss, one round after an error', async t => {
  const world = TWO_PARTS
  for (const law of [{ roundsAfterLoss: 2 }, { roundsAfterError: 1 }]) {
    const from = {}
    t.equal(run({ world, law, from }).wrong, undefined, JSON.stringify(law))
  }
  t.match(run({ law: { roundsAfterLoss: 1 } }).wrong?.at(-1), /^WRONG/)
  const [loss, error]: readonly number[] = [ROUNDS_AFTER_LOSS, ROUNDS_AFTER_ERROR]
  t.ok(Number(loss) > 2 && Number(error) > 1, 'the rounds that are made have a margin')
})

/**
 * Ways out that the order of the fence does not close yet. Each is a limit of the law: the test
 * says which, and turns red when it is gone.
 */
/** Passes of router and xpay that are too few where channels appear at any time. */
const FEWER: Record<string, Case> = {
  'router and xpay were flushed once': { world: { parts: 1, appears: 'whenever' } },
  'router and xpay were flushed twice, since xpay may search twice': {
    world: { parts: 1, appears: 'whenever' },
    law: { passes: 2 }
  }
}

for (const [fewer, its] of Object.entries(FEWER)) {
  test(`it would be noticed if ${fewer}`, async t => {
    const { states, wrong = [] } = run(its)
    t.match(wrong.at(-1), /^WRONG/)
    t.comment(`${states} states; ${wrong.join(' → ')}`)
  })
}

test('a limit of the fence: two others that have lost the lock restore and lower the threads in between', async t => {
  const { states, wrong = [] } = run({ from: { zombie: '21' } })
  t.match(wrong.at(-1), /^WRONG/)
  t.comment(`${states} states; ${wrong.join(' → ')}`)
})
