// Wires the fence: the generations that payments are sent with, how one is closed, and the jobs
// that maintain its layers (safe-payer.md 3.8).
import type { Job } from '../../core/schedule.ts'
import { closeLayer, type CloseLayer, type Deps as Closing } from './close-layer.ts'
import { generations, type Deps as Generating, type Generations } from './generations.ts'
import { layerJobs } from './layer-jobs.ts'

export type Fencing = {
  readonly generations: Generations
  readonly closeLayer: CloseLayer
  readonly jobs: readonly Job[]
}

export function fencing(deps: Closing & Generating): Fencing {
  const made = generations(deps)
  const close = closeLayer(deps)
  const { keepClosed, removeIdle } = layerJobs(deps, close)
  return {
    generations: made,
    closeLayer: close,
    jobs: [
      { name: 'say that this process lives', everyMs: 3_000, run: () => made.renew() },
      { name: 'keep closed layers closed', everyMs: 5_000, run: keepClosed },
      { name: 'remove layers that nobody needs', everyMs: 600_000, run: removeIdle }
    ]
  }
}
