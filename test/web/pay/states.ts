// The invoice page in a real browser: every state, both schemes, on a phone and on a desk. With
// PICTURES=1 it makes those of the documentation.
import { join } from 'node:path'
import { test } from 'tap'
import { newId, showId } from '../../../src/core/ids.ts'
import type { Deposit } from '../../../src/deposit/entity.ts'
import { elsewhere, type Elsewhere } from '../../deposit/harness/elsewhere.ts'
import { ROOT } from '../../harness/house/root.ts'
import { contextFor, noBrowser } from '../harness/browser.ts'
import { faults, readWhole } from '../harness/look.ts'
import { asked, chain, serve } from './harness/serve.ts'

const skip = await noBrowser()

const PICTURES = join(ROOT, 'openapi/pictures')

type State = readonly [name: string, reach: (on: Elsewhere) => Promise<Deposit>]

const looked = async (on: Elsewhere, deposit: Deposit): Promise<Deposit> => {
  await on.look(deposit)
  return deposit
}

const STATES: readonly State[] = [
  ['lightning', async on => asked(on, 'lightning', 21_000)],
  ['any amount', async on => asked(on, 'onchain')],
  ['btcpay', async on => asked(on, 'btcpay', 21_000)],
  [
    'on its way',
    async on => {
      const deposit = await asked(on, 'onchain', 21_000)
      chain(on, deposit, 21_000n, 1)
      return looked(on, deposit)
    }
  ],
  [
    'seen by BTCPay',
    async on => {
      const deposit = await asked(on, 'btcpay', 21_000)
      chain(on, deposit, 21_000n, 0)
      return looked(on, deposit)
    }
  ],
  [
    'too small',
    async on => {
      const deposit = await asked(on, 'onchain', 21_000)
      chain(on, deposit, 100n, 3)
      return looked(on, deposit)
    }
  ],
  [
    'received',
    async on => {
      const deposit = await asked(on, 'charge', 21_000)
      on.pay(deposit.bolt11)
      return looked(on, deposit)
    }
  ],
  [
    'more',
    async on => {
      const deposit = await asked(on, 'btcpay', 21_000)
      chain(on, deposit, 25_000n, 6)
      return looked(on, deposit)
    }
  ],
  [
    'late',
    async on => {
      const deposit = await asked(on, 'onchain', 21_000)
      await on.sql(
        `update deposit set expires_at = expires_at - interval '1 day',
           created_at = created_at - interval '1 day' where id = $1`,
        [deposit.id]
      )
      chain(on, deposit, 21_000n, 3)
      return looked(on, deposit)
    }
  ],
  [
    'partial',
    async on => {
      const deposit = await asked(on, 'btcpay', 21_000)
      chain(on, deposit, 6_000n, 6)
      return looked(on, deposit)
    }
  ],
  [
    'expired',
    async on => {
      const deposit = await asked(on, 'btcpay', 21_000)
      on.pass(3_700_000)
      await on.look(deposit)
      on.pass(-3_700_000)
      return deposit
    }
  ],
  [
    'long ago',
    async on => {
      const deposit = await asked(on, 'charge', 21_000)
      on.pay(deposit.bolt11)
      await on.look(deposit)
      await on.sql(
        `update deposit set settled_at = settled_at - interval '40 days' where id = $1`,
        [deposit.id]
      )
      return deposit
    }
  ],
  ['unknown', async on => ({ ...(await asked(on, 'lightning')), id: newId() })]
]

const WORDS: Readonly<Record<string, RegExp>> = {
  lightning: /Waiting for your payment[^]*21 000 sat[^]*about \$20\.74[^]*12:00 UTC/,
  'any amount': /Any amount/,
  btcpay: /Waiting[^]*Lightning[^]*Bitcoin, on the chain[^]*Litecoin, on the chain/,
  'on its way': /on its way[^]*1 of 3 blocks/,
  'seen by BTCPay': /on its way[^]*Proof of payment/,
  'too small': /too small to be credited[^]*21 000 sat/,
  received: /21 000 sat received[^]*Proof of payment/,
  more: /25 000 sat received[^]*4 000 sat more than asked/,
  late: /21 000 sat received[^]*after the time was over/,
  partial: /Paid in part[^]*6 000 sat of 21 000 sat[^]*Pay the rest: 15 000 sat/,
  expired: /Expired[^]*do not pay[^]*Have you paid already\?[^]*New invoice/,
  'long ago': /This invoice is over/,
  unknown: /There is no such invoice/
}

const PICTURED: Readonly<Record<string, string>> = {
  'btcpay light 390': 'invoice.png',
  'lightning dark 390': 'invoice-dark.png',
  'received light 390': 'invoice-received.png',
  'partial dark 390': 'invoice-partial.png',
  'on its way light 390': 'invoice-seen.png',
  'expired light 390': 'invoice-expired.png',
  'btcpay light 1280': 'invoice-desk.png'
}

test('every state, in both schemes, on a phone and on a desk', { skip }, async t => {
  const on = await elsewhere(t)
  const { url } = await serve(t, on)
  // The page's own rules are looked at as they are; axe is brought in beside them.
  const context = await contextFor(t, { locale: 'en-US', bypassCSP: true })
  const page = await context.newPage()
  for (const [name, reach] of STATES) {
    const deposit = await reach(on)
    // Nothing but its style sheet asks for scheme and width, and that asks again when they change.
    await page.goto(`${url}/pay/${showId('dep', deposit.id)}`)
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [390, 1280]) {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width, height: 844 })
        if (WORDS[name]) t.match(await readWhole(page), WORDS[name], name)
        t.same(await faults(page), [], `${name}, ${colorScheme}, ${width}`)
        const wide = await page.evaluate<number>('document.documentElement.scrollWidth')
        t.ok(wide <= width, 'nothing is cut off at the side')
        const file = PICTURED[`${name} ${colorScheme} ${width}`]
        if (file && process.env['PICTURES'])
          await page.screenshot({ path: join(PICTURES, file), fullPage: width === 390 })
      }
    }
  }
})
