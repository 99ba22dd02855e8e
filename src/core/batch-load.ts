// Batches queries: what is asked for while one is running goes with the next.
import { coalesce } from './coalesce.ts'

type Asked<K, V> = { readonly key: K; readonly answer: (found: Promise<V | undefined>) => void }

/**
 * Turns a query for many keys into a query for one. A key is always queried after the call for it
 * began, so the caller sees everything written before. If a batch fails, each key is queried by
 * itself, so that nobody fails because of another's key.
 */
export function batchLoad<K, V>(
  ask: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>
): (key: K) => Promise<V | undefined> {
  const alone = async (key: K): Promise<V | undefined> => (await ask([key])).get(key)

  const all = coalesce<Asked<K, V>>(async lot => {
    const keys = [...new Set(lot.map(({ key }) => key))]
    const found = await ask(keys).catch((error: unknown) => {
      if (keys.length === 1) throw error
      return undefined
    })
    for (const { key, answer } of lot) {
      answer(found === undefined ? alone(key) : Promise.resolve(found.get(key)))
    }
  })

  return key =>
    new Promise((resolve, reject) => {
      all([{ key, answer: resolve }]).catch(reject)
    })
}
