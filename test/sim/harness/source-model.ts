// One deposit at a source that is polled, two payments to it that appear, confirm, vanish and come
// back, and two processes that look, any of which may die or be slow. A notice is a look more, a
// lost one a look less: both are in every order of looks that there is.
import { msat } from '../../../src/core/msat.ts'
import {
  decideAll,
  type Evidence,
  type Known,
  type Noted,
  type State,
  type Verdict
} from '../../../src/deposit/decide.ts'
import type { Model } from './explore.ts'

type Outside = 'none' | 'pending' | 'settled' | 'gone'
const PAYMENTS = ['a', 'b'] as const
type Name = (typeof PAYMENTS)[number]
/** Two that cannot be taken for each other, nor for their sum. */
const AMOUNTS = { a: 2, b: 3 } as const
/** What one deposit had before. */
const BEFORE = 10

export type SourceState = {
  readonly row: Exclude<State, 'creating'>
  readonly received: number
  readonly over: boolean
  readonly first: string
  readonly second: string
  /** Something was booked since that one read the books. */
  readonly firstLate: boolean
  readonly secondLate: boolean
} & { readonly [P in Name]: Outside } & { readonly [P in `${Name}Noted`]: Noted | '' } & {
  readonly [P in `${Name}Credits`]: number
} & { readonly [P in `${Name}Lost`]: number } & { readonly [P in `${Name}Final`]: boolean }

export type SourceRules = {
  readonly decideAll: typeof decideAll
  /** Whether a unit names the version that it read. */
  readonly guarded: boolean
}

const START: SourceState = {
  row: 'pending',
  received: 0,
  over: false,
  first: '',
  second: '',
  firstLate: false,
  secondLate: false,
  a: 'none',
  aNoted: '',
  aCredits: 0,
  aLost: 0,
  aFinal: false,
  b: 'none',
  bNoted: '',
  bCredits: 0,
  bLost: 0,
  bFinal: false
}

type Moves = [string, SourceState][]

/**
 * @param how one payment to a new deposit, with all that may become of it, or two to one that had
 *   another before, of which the second comes in at once
 */
export function sourceModel(
  how: 'one' | 'two',
  rules: Partial<SourceRules> = {}
): Model<SourceState> {
  const all: SourceRules = { decideAll, guarded: true, ...rules }
  const start: SourceState =
    how === 'one' ? START : { ...START, row: 'settled', received: BEFORE, over: true }
  return {
    start,
    moves: s => [...outside(s, how), ...lookers(s, { ...all, before: how === 'two' })],
    wrong: s => wrong(s, how === 'two' ? BEFORE : 0),
    end,
    faults: new Set(
      PAYMENTS.flatMap(name => [`${name} vanishes`, `${name} is dropped`, `${name} comes back`])
    )
  }
}

const NEXT: Readonly<Record<Outside, readonly (readonly [string, Outside])[]>> = {
  none: [['is seen', 'pending']],
  pending: [
    ['is final', 'settled'],
    ['is dropped', 'gone']
  ],
  settled: [['vanishes', 'gone']],
  gone: [['comes back', 'settled']]
}

const AT_ONCE: typeof NEXT = { ...NEXT, none: [['is final', 'settled']], gone: [] }

function outside(s: SourceState, how: 'one' | 'two'): Moves {
  const names = how === 'one' ? (['a'] as const) : PAYMENTS
  const moves: Moves = names.flatMap(name =>
    (how === 'one' ? NEXT : AT_ONCE)[s[name]].map(([what, to]): Moves[number] => [
      `${name} ${what}`,
      { ...s, [name]: to, ...(to === 'settled' && { [`${name}Final`]: true }) }
    ])
  )
  return s.over ? moves : [...moves, ['its time is over', { ...s, over: true }]]
}

function lookers(s: SourceState, rules: SourceRules & { readonly before: boolean }): Moves {
  const moves: Moves = []
  for (const who of ['first', 'second'] as const) {
    const [at, aNoted, bNoted, row, a, b, over] = s[who].split(' ')
    if (at === '') {
      const read = ['read', s.aNoted || '-', s.bNoted || '-', s.row].join(' ')
      moves.push([`the ${who} reads the books`, { ...s, [who]: read, [`${who}Late`]: false }])
      continue
    }
    const gone = { ...s, [who]: '', [`${who}Late`]: false }
    moves.push([`the ${who} dies`, gone])
    if (at === 'read') {
      const seen = ['seen', aNoted, bNoted, row, s.a, s.b, s.over].join(' ')
      moves.push([`the ${who} looks`, { ...s, [who]: seen }])
      continue
    }
    const noted = { a: aNoted, b: bNoted } as Record<Name, Noted | '-'>
    const verdict = rules.decideAll(
      row as SourceState['row'],
      [...knownOf(noted), ...before(rules.before, 'credited' as const)],
      {
        payments: [
          ...evidenceOf({ a, b } as Record<Name, Outside>),
          ...before(rules.before, 'settled' as const)
        ],
        over: over === 'true'
      },
      msat(1)
    )
    const moved = verdict.moves.every(({ evidence, known }) => {
      const name = evidence.payment as Name
      return (known ?? '') === s[`${name}Noted`]
    })
    const refused = (rules.guarded && s[`${who}Late`]) || !moved || row !== s.row
    moves.push([`the ${who} commits`, refused ? gone : booked(gone, verdict, who)])
  }
  return moves
}

const knownOf = (noted: Readonly<Record<Name, Noted | '-'>>): readonly Known[] =>
  PAYMENTS.flatMap(payment => {
    const state = noted[payment]
    return state === '-'
      ? []
      : [{ method: 'm', payment, amountMsat: msat(AMOUNTS[payment]), state }]
  })

const before = <const S>(had: boolean, state: S) =>
  had ? [{ method: 'm', payment: 'before', amountMsat: msat(BEFORE), state }] : []

/** What is gone is not in the list of one, and called invalid by the other. */
const evidenceOf = (seen: Readonly<Record<Name, Outside>>): readonly Evidence[] =>
  PAYMENTS.flatMap((payment): readonly Evidence[] => {
    const state = seen[payment]
    if (state === 'none' || (state === 'gone' && payment === 'a')) return []
    return [{ method: 'm', payment, amountMsat: msat(AMOUNTS[payment]), state }]
  })

function booked(s: SourceState, verdict: Verdict, by: 'first' | 'second'): SourceState {
  const same = verdict.moves.length === 0 && verdict.state === s.row
  const other = by === 'first' ? 'second' : 'first'
  let next: SourceState = {
    ...s,
    row: verdict.state as SourceState['row'],
    ...(verdict.moves.some(({ step }) => step.is === 'credit') && {
      received: Number(verdict.receivedMsat)
    }),
    ...(!same && s[other] !== '' && { [`${other}Late`]: true })
  }
  for (const { evidence, step } of verdict.moves) {
    const name = evidence.payment as Name
    const set = (noted: Noted, more: object = {}): SourceState => ({
      ...next,
      [`${name}Noted`]: noted,
      ...more
    })
    switch (step.is) {
      case 'credit':
        next = set('credited', { [`${name}Credits`]: next[`${name}Credits`] + 1 })
        break
      case 'lose':
        next = set('lost', { [`${name}Lost`]: next[`${name}Lost`] + 1 })
        break
      case 'regain':
        next = set('credited', { [`${name}Lost`]: next[`${name}Lost`] - 1 })
        break
      case 'note':
        next = set(step.to)
        break
      case 'stay':
        break
      default:
        step satisfies never
    }
  }
  return next
}

function wrong(s: SourceState, had: number): string | undefined {
  const credited = PAYMENTS.reduce((sum, name) => sum + s[`${name}Credits`] * AMOUNTS[name], had)
  for (const name of PAYMENTS) {
    const lost = s[`${name}Lost`]
    if (s[`${name}Credits`] > 1) return `WRONG: ${name} is credited twice`
    if (s[`${name}Credits`] > 0 && !s[`${name}Final`]) return `WRONG: ${name} was never final`
    if (lost < 0 || lost > s[`${name}Credits`]) return `WRONG: ${name} is lost ${lost} times`
  }
  if (s.received !== credited) return 'WRONG: what it received is not what was credited'
  return (s.row === 'settled') === credited > 0 ? undefined : 'WRONG: settled and not credited'
}

/** The books say what there is, and nobody is about to change them. */
function end(s: SourceState): string | undefined {
  if (s.first !== '' || s.second !== '') return undefined
  const told = PAYMENTS.map(name => {
    const noted = s[`${name}Noted`]
    switch (s[name]) {
      case 'settled':
        return noted === 'credited' ? 'paid' : undefined
      case 'gone':
        return noted === 'credited' || noted === 'pending' ? undefined : 'not paid'
      case 'pending':
        return noted === 'pending' ? 'waiting' : undefined
      case 'none':
        return noted === '' ? 'not paid' : undefined
      default:
        return s[name] satisfies never
    }
  })
  if (told.includes(undefined)) return undefined
  return s.row === 'pending' && s.over ? undefined : told.join(', ')
}
