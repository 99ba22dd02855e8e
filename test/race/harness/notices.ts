// Everything that BTCPay Server, charge and Electrum could say of an invoice, true or not.
import { createHash } from 'node:crypto'
import { noticeToken } from '../../../src/deposit/sources/charge.ts'
import type { Whoami } from '../../../src/sandbox/control.ts'
import openapi from '../../deposit/fixtures/btcpay-openapi.json' with { type: 'json' }
import { signed } from '../../deposit/harness/doors.ts'

type Doors = Whoami['doors']
type Notice = {
  readonly path: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/** @param time a redelivery has an id of its own */
export function noticesOf(
  { btcpay, charge, electrum }: Doors,
  method: string,
  invoice: string,
  time: number
): readonly Notice[] {
  if (method === 'btcpay') return ofBtcpay(btcpay.webhookSecret, invoice, time)
  if (method === 'charge') {
    const path = `/notices/charge/${noticeToken(charge.token)}`
    const said = ['unpaid', 'paid', 'expired'].map(status => ({ id: invoice, status }))
    return said.map(body => ({ path, body: JSON.stringify(body) }))
  }
  if (method !== 'onchain') return []
  const path = `/notices/electrum/${noticeToken(electrum.password)}`
  const said = ['00', 'ff', null].map(status => ({ address: invoice, status }))
  return said.map(body => ({ path, body: JSON.stringify(body) }))
}

/** Signed events with each flag up and down, and a legacy notice. */
function ofBtcpay(secret: string, invoiceId: string, time: number): readonly Notice[] {
  const events = Object.entries(openapi.events).flatMap(([type, flags]) =>
    [true, false].map(flag =>
      JSON.stringify({
        ...Object.fromEntries(flags.map(name => [name, flag])),
        deliveryId: `d${time}`,
        originalDeliveryId: 'd0',
        isRedelivery: time > 0,
        type,
        invoiceId
      })
    )
  )
  const claims = JSON.stringify({ id: invoiceId, status: 'complete', btcPaid: '1.00000000' })
  return [
    { path: '/notices/btcpay/ipn', body: claims },
    ...events.map(body => ({
      path: '/notices/btcpay',
      body,
      headers: { 'btcpay-sig': signed(secret, body) }
    }))
  ]
}

/** In another order for each seed, and in the same one for the same. */
export function shuffled<T>(all: readonly T[], seed: string): readonly T[] {
  const place = (n: number): string => createHash('sha256').update(`${seed} ${n}`).digest('hex')
  return all
    .map((one, n) => ({ one, at: place(n) }))
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .map(({ one }) => one)
}

export async function tell(url: string, { path, body, headers }: Notice): Promise<number> {
  const answer = await fetch(url + path, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers }
  })
  await answer.arrayBuffer()
  return answer.status
}
