// Stands for `tap` in tests of a mutant: its own `test`, on a root that is new for every mutant.
import { Test } from 'tap'

const begin = () => new Test({ name: 'mutant', bail: true })

let root = begin()

export const test = (...given: Parameters<typeof root.test>) => {
  const done = root.test(...given)
  // What comes after the first failure is told that it was too late; nobody else listens.
  done.catch(() => undefined)
  return done
}

/** Loads the tests and runs them up to the first that fails. */
export async function passes(load: () => Promise<void>): Promise<boolean> {
  root = begin()
  const { promise, resolve } = Promise.withResolvers<boolean>()
  root.on('complete', ({ ok }: { readonly ok: boolean }) => resolve(ok))
  root.on('bailout', () => resolve(false))
  root.resume()
  try {
    await load()
  } catch {
    return false
  }
  root.end()
  return promise
}
