// Mutants that no test can catch, since they do the same: each by name, with its reason.
import excused from '../excused.json' with { type: 'json' }
import type { Mutant } from './mutants.ts'

export type Excuse = Pick<Mutant, 'file' | 'within' | 'was' | 'now'> & { readonly why: string }

export const EXCUSED: readonly Excuse[] = excused

export const isFor = (excuse: Excuse, mutant: Mutant): boolean =>
  excuse.file === mutant.file &&
  excuse.within === mutant.within &&
  excuse.was === mutant.was &&
  excuse.now === mutant.now

/** What is excused and no longer survives, or is no longer there. */
export const stale = (
  excuses: readonly Excuse[],
  survivors: readonly Mutant[]
): readonly Excuse[] => excuses.filter(one => !survivors.some(mutant => isFor(one, mutant)))
