// One trace id for everything that a request triggers: in every line of the log, and stored with
// the payment that it opens.
import { AsyncLocalStorage } from 'node:async_hooks'

const current = new AsyncLocalStorage<string | undefined>()

/** The trace id of the current request, if there is one. */
export const trace = (): string | undefined => current.getStore()

export const traced = <T>(name: string | undefined, run: () => T): T => current.run(name, run)
