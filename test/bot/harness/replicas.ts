// Several gateways on one database and one node, each with the same bot, called by webhooks.
import { dirname, join } from 'node:path'
import type { Test } from 'tap'
import type { Update } from 'grammy/types'
import { LNSMS, place, told } from '../../e2e/harness/place.ts'
import { start, type Started } from '../../e2e/harness/gateway.ts'
import { askControl } from '../../../src/sandbox/ask-control.ts'
import { houseApart } from './apart.ts'
import { botOf, type House } from './gateway.ts'

const SECRET = 'only-telegram-knows-this-of-all-32'

export type Replicas = House<Started> & {
  readonly all: readonly Started[]
  /** As Telegram would: the next only once this one is answered, and again where it is not. */
  readonly deliver: (update: Update, to: number) => Promise<void>
  /** What waits for the bot, each so many times, in any order, to all of them at once. */
  readonly flood: (times: number) => Promise<void>
}

export async function replicas(t: Test, count: number): Promise<Replicas> {
  const first = await houseApart(t, { ...LNSMS, TELEGRAM_WEBHOOK_SECRET: SECRET })
  const { tg, gateway } = first
  const { database_url, lightning_rpc } = told(gateway.dir) ?? {
    database_url: '',
    lightning_rpc: ''
  }
  const control = join(dirname(lightning_rpc), 'control')
  const { shops } = (await askControl(control, 'GET', '/')) as { shops: Record<string, string> }
  const all = [gateway]
  while (all.length < count) {
    const env = {
      ...botOf(tg),
      ...LNSMS,
      TELEGRAM_WEBHOOK_SECRET: SECRET,
      DATABASE_URL: database_url,
      LIGHTNING_RPC: lightning_rpc,
      LAPP_LNSMS_URL: shops['lnsms'] ?? ''
    }
    const next = await start(await place(t), env)
    t.teardown(() => next.child.kill('SIGKILL'))
    all.push(next)
  }
  await tg.until(
    () => tg.calls.filter(one => one.method === 'setWebhook')[count - 1],
    'all webhooks'
  )

  async function deliver(update: Update, to: number): Promise<void> {
    for (let n = to; ; n++) {
      const path = `${all[n % count]?.url ?? ''}/telegram/webhook`
      const status = await tg.post(update, SECRET, path).catch(() => 0)
      if (status === 200) return
      if (n > to + 50) throw new Error(`${status} again and again`)
    }
  }

  return {
    ...first,
    all,
    deliver,
    async flood(times) {
      const waiting = tg.queue.splice(0)
      const copies = Array.from({ length: times }, () => waiting).flat()
      // In no order, but the same in each run.
      const mixed = copies.map((_, n) => copies[(n * 7_919 + 13) % copies.length])
      await Promise.all(mixed.map(async (update, n) => update && deliver(update, n)))
    }
  }
}
