// One name for everything that a request sets off: in every
// line of the log, and kept with the payment that it opens.
import { AsyncLocalStorage } from 'node:async_hooks'

const current = new AsyncLocalStorage<string | undefined>()

/** What the log calls the request that this is done for, if it is done for one. */
export const trace = (): string | undefined => current.getStore()

export const traced = <T>(name: string | undefined, run: () => T): T => current.run(name, run)
