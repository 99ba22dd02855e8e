// BTCPay Server's Greenfield API, as far as deposits need it (OpenAPI of 2.4). It no longer accepts
// legacy keys or Basic auth; the key needs cancreateinvoice and canviewinvoices of the store.
import type { Id } from '../../core/ids.ts'
import { showId } from '../../core/ids.ts'
import { SourceRefused } from '../source.ts'
import { fieldsOf, listOf, manyOf, need, textOf, type Answer, type Ask } from './ask.ts'

export type Invoice = Readonly<ReturnType<typeof invoiceOf>>
export type PaymentMethod = Readonly<ReturnType<typeof methodOf>>
export type Wire = ReturnType<typeof wire>

export const orderOf = (deposit: Id): string => showId('dep', deposit)

export function wire(ask: Ask, storeId: string) {
  const invoices = `/api/v1/stores/${encodeURIComponent(storeId)}/invoices`
  const list = async (orders: readonly string[]): Promise<readonly Invoice[]> => {
    const query = orders.map(order => `orderId=${encodeURIComponent(order)}`).join('&')
    const answer = await ask('GET', `${invoices}?take=${orders.length * 2}&${query}`)
    return manyOf(good(answer), 'invoices').flatMap(readable)
  }
  return {
    version: async (): Promise<string> => {
      const answer = good(await ask('GET', '/api/v1/server/info'))
      return textOf(fieldsOf(answer)['version']) ?? 'unknown'
    },
    create: async (body: object): Promise<Invoice> =>
      invoiceOf(good(await ask('POST', invoices, body))),
    /** Without those that cannot be read. */
    list,
    /** undefined if it has no invoice of that name, or no longer. */
    find: async (id: string): Promise<Invoice | undefined> => {
      const answer = await ask('GET', `/api/v1/invoices/${encodeURIComponent(id)}`)
      return answer.status === 404 ? undefined : invoiceOf(good(answer))
    },
    /** Includes payments that do not count, since a credited one may have become one. */
    methods: async (id: string): Promise<readonly PaymentMethod[]> => {
      const path = `/api/v1/invoices/${encodeURIComponent(id)}/payment-methods`
      const answer = good(await ask('GET', `${path}?onlyAccountedPayments=false`))
      return manyOf(answer, 'payment methods').map(methodOf)
    }
  }
}

function good({ status, body }: Answer): unknown {
  if (status === 200) return body
  // 400 returns a list of {path, message}, others {code, message}.
  const said = listOf(body).map(one => textOf(fieldsOf(one)['message']))
  const why = textOf(fieldsOf(body)['message']) ?? said.join('; ')
  throw new SourceRefused(`BTCPay Server answered ${status}: ${why.slice(0, 300)}`)
}

function invoiceOf(body: unknown) {
  const fields = fieldsOf(body)
  return {
    id: need(textOf(fields['id']), 'id'),
    orderId: textOf(fieldsOf(fields['metadata'])['orderId']),
    currency: need(textOf(fields['currency']), 'currency').toUpperCase(),
    status: need(textOf(fields['status']), 'status'),
    additionalStatus: textOf(fields['additionalStatus']) ?? 'None',
    /** undefined if the server does not report it. */
    paidAmount: textOf(fields['paidAmount']),
    expirationTime: secondsOf(fields['expirationTime'], 'expirationTime'),
    monitoringExpiration: secondsOf(fields['monitoringExpiration'], 'monitoringExpiration')
  }
}

function readable(body: unknown): readonly Invoice[] {
  try {
    return [invoiceOf(body)]
  } catch (error) {
    if (error instanceof SourceRefused) return []
    throw error
  }
}

/** UnixTimestamp: a number of seconds. */
function secondsOf(value: unknown, name: string): number {
  const seconds = Number(value)
  return need(Number.isSafeInteger(seconds) && seconds > 0 ? seconds : undefined, name)
}

function methodOf(body: unknown) {
  const fields = fieldsOf(body)
  const id = need(textOf(fields['paymentMethodId']), 'paymentMethodId')
  return {
    id,
    currency: textOf(fields['currency']) ?? id.split('-')[0] ?? id,
    destination: textOf(fields['destination']),
    link: textOf(fields['paymentLink']),
    rate: textOf(fields['rate']),
    due: textOf(fields['due']),
    payments: manyOf(fields['payments'], 'payments').map(one => {
      const payment = fieldsOf(one)
      return {
        id: need(textOf(payment['id']), 'payments[].id'),
        value: need(textOf(payment['value']), 'payments[].value'),
        status: need(textOf(payment['status']), 'payments[].status')
      }
    })
  }
}
