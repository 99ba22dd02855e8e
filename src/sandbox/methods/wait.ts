// wait: responds once an index has been reached.
import { counterOf, current, type IndexName } from '../node/counters.ts'
import { badParam } from '../rpc/error.ts'
import { method } from '../rpc/method.ts'
import { need, number, type Read } from '../rpc/params.ts'
import { waitFor } from '../node/wait.ts'

const oneOf =
  <T extends string>(...values: readonly T[]): Read<T> =>
  (value, name) => {
    const found = values.find(known => known === value)
    if (found !== undefined) return found
    throw badParam(name, `should be one of ${values.join(', ')}`)
  }

export const wait = method(
  {
    subsystem: need(oneOf('invoices', 'sendpays', 'forwards')),
    indexname: need(oneOf<IndexName>('created', 'updated', 'deleted')),
    nextvalue: need(number)
  },
  async ({ network, signal }, { subsystem, indexname, nextvalue }) => {
    const counter = counterOf('ours', subsystem, indexname)
    const look = () => {
      const value = current(network.store, counter)
      return value >= nextvalue ? value : undefined
    }
    const reached = await waitFor(network.store, counter, look, { signal })
    return { subsystem, [indexname]: reached }
  }
)
