// Many queries into one: what is asked for while one is on its way goes with the next.
import { coalesce } from './coalesce.ts'

type Asked<K, V> = { readonly key: K; readonly answer: (found: Promise<V | undefined>) => void }

/**
 * A query of many keys as a query of one. Each is asked after the call began, so whoever asks sees
 * what was written before. Where many together fail each is asked by itself, so that nobody fails
 * for another's key.
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
