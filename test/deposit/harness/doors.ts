// Ringing at a gateway as BTCPay Server, lightning-charge and Electrum do.
import fastify, { type FastifyInstance } from 'fastify'
import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { noticeToken } from '../../../src/deposit/sources/charge.ts'
import type { Deposit } from '../../../src/deposit/entity.ts'
import { refuse } from '../../../src/http/wire/refuse.ts'
import { notices, type Notices } from '../../../src/http/routes/notices.ts'
import type { Elsewhere } from './elsewhere.ts'

/** The routes at which the services ring, without the rest of the gateway. */
export async function doors(t: Test, on: Elsewhere, more: Partial<Notices> = {}) {
  const app = fastify()
  app.setErrorHandler(refuse)
  const { btcpay, charge, electrum } = on.keys
  await app.register(
    notices({
      bell: on.bell,
      btcpay,
      chargeToken: noticeToken(charge.token),
      electrumToken: noticeToken(electrum.password),
      ...more
    })
  )
  t.teardown(() => app.close())
  return app
}

export const signed = (secret: string, body: string): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

export const post = async (
  app: FastifyInstance,
  url: string,
  payload: string,
  headers: Readonly<Record<string, string>> = {}
): Promise<number> => {
  const answer = await app.inject({
    method: 'POST',
    url,
    payload,
    headers: { 'content-type': 'application/json', ...headers }
  })
  return answer.statusCode
}

/** What the service calls it. */
export const invoiceOf = async (on: Elsewhere, { id }: Deposit): Promise<string> => {
  const [row] = await on.sql('select invoice from deposit where id = $1', [id])
  return String(row?.['invoice'])
}

export const rings = async (on: Elsewhere): Promise<number> => {
  const [row] = await on.sql('select coalesce(sum(rings), 0)::int as rings from deposit_look')
  return Number(row?.['rings'])
}

/** Looks are counted, not the time. */
export async function until(look: () => Promise<boolean>): Promise<boolean> {
  for (let left = 3_000; left > 0; left--) {
    if (await look()) return true
    await sleep(20)
  }
  return false
}
