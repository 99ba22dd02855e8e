// Waits for what a test expects, by looking again and again.
import { setTimeout as sleep } from 'node:timers/promises'

export async function until<T>(
  look: () => Promise<T | undefined> | T | undefined,
  patienceMs = 30_000
): Promise<T> {
  const limit = performance.now() + patienceMs
  for (;;) {
    const seen = await look()
    if (seen !== undefined) return seen
    if (performance.now() > limit)
      throw new Error(`not within ${patienceMs} ms: ${look.toString()}`)
    await sleep(50)
  }
}
