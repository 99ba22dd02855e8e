// Looks at invoices one by one, several at once. A failure is that invoice's own, unless nobody
// answers at all.
import type { Asked, Sighting } from '../source.ts'
import { SourceAway } from './ask.ts'

/**
 * Ends early when as many in a row had no answer as are asked for at once: the rest waits for the
 * next turn. An answer that cannot be read is one.
 * @param sight undefined: nothing is known
 * @throws the first failure, if nothing is known of any
 */
export async function sightEach(
  atOnce: number,
  asked: readonly Asked[],
  sight: (one: Asked) => Promise<Sighting | undefined>
): Promise<ReadonlyMap<string, Sighting | Error>> {
  const found = new Map<string, Sighting | Error>()
  const rest = asked.values()
  const failed: Error[] = []
  let inRow = 0
  const work = async (): Promise<void> => {
    for (const one of rest) {
      const seen = await sight(one).catch(errorOf)
      inRow = seen instanceof SourceAway ? inRow + 1 : 0
      if (seen instanceof Error) failed.push(seen)
      if (seen !== undefined) found.set(one.invoice, seen)
      if (inRow >= atOnce) return
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, asked.length) }, work))
  const [first] = failed
  if (first !== undefined && failed.length === found.size) throw first
  return found
}

const errorOf = (error: unknown): Error =>
  error instanceof Error ? error : new Error('it failed', { cause: error })
