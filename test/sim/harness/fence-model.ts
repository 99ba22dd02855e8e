// A call that is lost, or answered with an error, and the proof that nothing of it is on its way.
import type { Model } from './explore.ts'
import { nodeMoves, type World } from './fence-node.ts'
import { gateway, LAW, type Law } from './fence-process.ts'
import { start, type FenceState } from './fence-state.ts'

export function fenceModel(
  world: Partial<World>,
  law: Partial<Law> = {},
  from: Partial<FenceState> = {}
): Model<FenceState> {
  const { moves, settled } = gateway({ ...LAW, ...law })
  const around: World = { appears: 'never', parts: 1, ...world }
  return {
    start: start(from),
    moves: s => [...moves(s), ...nodeMoves(s, around)].map(([name, next]) => [name, settled(next)]),
    wrong: s =>
      s.phase === 'released' && /p/.test(s.rows)
        ? 'WRONG: released while a part is pending'
        : undefined,
    end: s => (s.phase === 'released' ? s.phase : undefined),
    faults: new Set(['our search is late'])
  }
}
