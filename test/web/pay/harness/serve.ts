// The invoice page over the room with every source.
import fastify from 'fastify'
import type { Page } from 'playwright-core'
import type { Test } from 'tap'
import type { Deposit } from '../../../../src/deposit/entity.ts'
import { pay } from '../../../../src/web/pay/pay.ts'
import { readPrice, type Price } from '../../../../src/rates/money.ts'
import { payOnChain } from '../../../../src/sandbox/payment-services/chain-payments.ts'
import type { Elsewhere } from '../../../deposit/harness/elsewhere.ts'

export async function serve(t: Test, on: Elsewhere) {
  const app = fastify()
  const stop = new AbortController()
  const rate = readPrice('98765.4') as Price
  let ahead = 0
  await app.register(
    pay({
      deposits: on.room,
      rates: {
        quote: async currency => ({
          currency,
          rate,
          source: 'make-believe',
          at: new Date('2026-11-28T12:00:00Z')
        })
      },
      now: () => new Date(Date.now() + ahead),
      stop: stop.signal
    })
  )
  const url = await app.listen({ port: 0 })
  t.teardown(async () => {
    stop.abort()
    await app.close()
  })
  return { url, later: (ms: number) => void (ahead = ms) }
}

export const chain = (on: Elsewhere, deposit: Deposit, sats: bigint, confirmations: number) =>
  payOnChain(on.network, {
    address: deposit.address ?? '',
    coin: 'BTC',
    sats,
    confirmations
  })

export const asked = async (on: Elsewhere, method: Deposit['method'], sats?: number) =>
  on.ask(await on.user(), method, sats)

/** Thin and fixed spaces read like spaces. */
export const textOf = async (page: Page): Promise<string> =>
  (await page.locator('main').innerText()).replaceAll(/[\u202f\u00a0]/g, ' ')
