// Creates payable invoices that prefill the forms of the sandbox's API reference.
import { randomUUID } from 'node:crypto'
import { keyOf } from '../core/idempotency.ts'
import { parse, type Id } from '../core/ids.ts'
import { SAT, msat } from '../core/msat.ts'
import type { Deposit } from '../deposit/entity.ts'
import type { Deposits } from '../deposit/deposits.ts'
import type { Payable } from '../http/docs/examples.ts'
import { askControl } from '../sandbox/ask-control.ts'

const YEAR = 31_536_000
const AMOUNT = msat(21n * SAT)

export function exampleInvoices(
  account_id: string,
  control: string,
  deposits: Pick<Deposits, 'open' | 'find'>
): () => Promise<Payable> {
  const account = parse('acc', account_id)
  if (account === undefined) return async () => Promise.resolve({ outside: '', ours: '' })
  let shown: Deposit | undefined
  /** The same until it is paid: each would stay among what is under way. */
  async function ours(of: Id): Promise<Deposit> {
    const now = shown && (await deposits.find(of, shown.id))
    if (now?.status === 'pending') return now
    const key = keyOf(of, randomUUID(), { method: 'POST', path: '/', body: null })
    const rest = { key, amountMsat: AMOUNT, memo: 'to try it', expiresInSeconds: YEAR }
    return (shown = (await deposits.open({ account: of, ...rest })).deposit)
  }
  return async () => {
    const [outside, { bolt11 }] = await Promise.all([
      // An invoice without an amount, so that the request body names it.
      askControl(control, 'POST', '/wallet/invoice', { expires_in: YEAR }),
      ours(account)
    ])
    return { outside: (outside as { readonly bolt11: string }).bolt11, ours: bolt11 ?? '' }
  }
}
