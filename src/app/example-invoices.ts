// Creates payable invoices that prefill the forms of the sandbox's API reference.
import { randomUUID } from 'node:crypto'
import { keyOf } from '../core/idempotency.ts'
import { parse } from '../core/ids.ts'
import { SAT, msat } from '../core/msat.ts'
import type { Deposits } from '../deposit/deposits.ts'
import type { Payable } from '../http/docs/examples.ts'
import { askControl } from '../sandbox/ask-control.ts'

const YEAR = 31_536_000
const AMOUNT = msat(21n * SAT)

export const exampleInvoices =
  (account_id: string, control: string, deposits: Pick<Deposits, 'open'>) =>
  async (): Promise<Payable> => {
    const account = parse('acc', account_id)
    if (account === undefined) return { outside: '', ours: '' }
    const key = keyOf(account, randomUUID(), { method: 'POST', path: '/', body: null })
    const request = { account, key, amountMsat: AMOUNT, memo: 'to try it', expiresInSeconds: YEAR }
    const [outside, { deposit }] = await Promise.all([
      // An invoice without an amount, so that the request body names it.
      askControl(control, 'POST', '/wallet/invoice', { expires_in: YEAR }),
      deposits.open(request)
    ])
    const { bolt11 } = outside as { readonly bolt11: string }
    return { outside: bolt11, ours: deposit.bolt11 ?? '' }
  }
