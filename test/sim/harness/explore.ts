// Every state that a model can reach, breadth first: none is bad, from
// each an end can still be reached, and the shortest way to what is wrong.
import { meet, type Flat } from './meet.ts'

export type Model<S extends Flat> = {
  readonly start: S
  /** What can happen next, each with its name. */
  readonly moves: (state: S) => readonly (readonly [string, S])[]
  /** What is wrong with a state, if anything is. */
  readonly wrong: (state: S) => string | undefined
  /** The end that a state is, if it is one. */
  readonly end: (state: S) => string | undefined
  /** Moves that nobody may count on, in finding out whether an end can still be reached. */
  readonly faults?: ReadonlySet<string>
  /** Whether a state may stay for ever: it waits for a person. */
  readonly mayWait?: (state: S) => boolean
}

export type Findings = {
  readonly states: number
  readonly moves: number
  readonly seconds: number
  /** The shortest way to a wrong state. */
  readonly wrong: readonly string[] | undefined
  /** The shortest way to a state from which no end can be reached. */
  readonly dead: readonly string[] | undefined
  readonly ends: ReadonlySet<string>
}

/** Stops at the first wrong state: breadth first, so no way to one is shorter. */
export function explore<S extends Flat>(model: Model<S>): Findings {
  const began = performance.now()
  const { states, moves, from, into, names, parents, wrong } = walk(model)
  const ends = new Set<string>()
  const alive = new Uint8Array(states.length)
  states.forEach((state, at) => {
    const end = model.end(state)
    if (end !== undefined) ends.add(end)
    if (end !== undefined || model.mayWait?.(state) === true) alive[at] = 1
  })
  spread(alive, from, into)
  const dead = wrong === undefined ? alive.indexOf(0) : -1
  const way = (at: number): readonly string[] => {
    const steps: string[] = []
    for (let i = at; i > 0; i = parents[i] ?? 0) steps.unshift(names[i] ?? '')
    return steps
  }
  return {
    states: states.length,
    moves,
    seconds: (performance.now() - began) / 1000,
    wrong: wrong && [...way(wrong.at), wrong.what],
    dead: dead < 0 ? undefined : [...way(dead), JSON.stringify(states[dead])],
    ends
  }
}

function walk<S extends Flat>(model: Model<S>) {
  const states: S[] = [model.start]
  const met = meet(model.start)
  const [parents, names] = [[0], ['']]
  const from: number[] = []
  const into: number[] = []
  let moves = 0
  for (let at = 0; at < states.length; at++) {
    const state = states[at] ?? model.start
    const what = model.wrong(state)
    if (what !== undefined)
      return { states, moves, from, into, names, parents, wrong: { at, what } }
    const nextOf = met(state, at)
    for (const [name, next] of model.moves(state)) {
      const to = nextOf(next)
      if (to === states.length) {
        states.push(next)
        parents.push(at)
        names.push(name)
      }
      moves += 1
      if (model.faults?.has(name) === true) continue
      from.push(at)
      into.push(to)
    }
  }
  return { states, moves, from, into, names, parents, wrong: undefined }
}

/** Marks all that lead to what is marked. */
function spread(alive: Uint8Array, from: readonly number[], into: readonly number[]): void {
  const heads = new Int32Array(alive.length).fill(-1)
  const nexts = new Int32Array(from.length)
  into.forEach((to, edge) => {
    nexts[edge] = heads[to] ?? -1
    heads[to] = edge
  })
  const queue = [...alive.keys()].filter(at => alive[at] === 1)
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (let edge = heads[at] ?? -1; edge >= 0; edge = nexts[edge] ?? -1) {
      const before = from[edge] ?? 0
      if (alive[before] === 1) continue
      alive[before] = 1
      queue.push(before)
    }
  }
}
