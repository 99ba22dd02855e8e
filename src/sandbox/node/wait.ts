// Waits for a condition in the network, despite any number of spurious events.
import type { Store } from './store.ts'

/** Returns what `look` finds, or undefined at the timeout or abort. */
export function waitFor<T>(
  store: Store,
  event: string,
  look: () => T | undefined,
  end: { readonly ms?: number | undefined; readonly signal?: AbortSignal | undefined }
): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<T | undefined>()
  const found = look()
  if (found !== undefined || end.ms === 0 || end.signal?.aborted) return Promise.resolve(found)
  const stop = (value: T | undefined) => {
    clearTimeout(timer)
    store.events.off(event, again)
    end.signal?.removeEventListener('abort', giveUp)
    resolve(value)
  }
  const again = () => {
    const value = look()
    if (value !== undefined) stop(value)
  }
  const giveUp = () => stop(undefined)
  const timer = end.ms === undefined ? undefined : setTimeout(giveUp, end.ms)
  store.events.on(event, again)
  end.signal?.addEventListener('abort', giveUp)
  return promise
}
