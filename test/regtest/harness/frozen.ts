// Plugins of a real node stand still while payments are sent, with and without a gateway that is
// killed meanwhile: account and node agree to the millisatoshi afterwards, however it ends.
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Gateway } from './gateway.ts'
import type { Json, Network } from './network.ts'

export type Case = {
  readonly plugins: readonly string[]
  readonly stillMs: number
  /** The gateway is killed in the middle and started again at once. */
  readonly kill: boolean
}

const AMOUNT_MSAT = 5_000_000

/** @returns a line for the table */
export async function frozen(g: Gateway, net: Network, of: Case): Promise<Json> {
  const before = await g.balances()
  const { bolt11, payment_hash } = await net.invoice(AMOUNT_MSAT)
  const still = of.plugins.map(plugin => net.alice.still(plugin))
  const begunAt = Date.now()
  const goneOn = sleep(of.stillMs).then(() => still.forEach(one => one.go()))
  const { id } = await g.pay(bolt11)
  await sleep(of.stillMs / 3)
  const during = of.kill ? undefined : await g.find(id)
  if (of.kill) {
    await g.kill()
    await g.start()
  }
  let seen = await g.find(id)
  const early = seen['status'] !== 'pending'
  await goneOn
  const wentOnMs = Date.now()
  while ((seen = await g.find(id))['status'] === 'pending') await sleep(50)
  const endedMs = Date.now()
  // What might still come would come now.
  await sleep(5_000)
  const sent = await sentFor(net, payment_hash)
  const after = await g.balances()
  assert.equal(before.free - after.free, sent, 'account and node differ')
  assert.equal(after.held, 0)
  assert.equal(seen['status'] === 'succeeded', sent > 0)
  if (during !== undefined) assert.equal(during['status'], 'pending')
  return {
    still: of.plugins.join('+'),
    for_s: of.stillMs / 1000,
    killed: of.kill,
    ended_early: early,
    status: seen['status'],
    ended_by: (g.run('payment', 'show', String(id)) as Json)['ended_by'],
    sent_msat: sent,
    charged_msat: before.free - after.free,
    after_it_went_on_ms: endedMs - wentOnMs,
    in_all_s: Math.round((endedMs - begunAt) / 100) / 10
  }
}

export async function sentFor({ alice }: Network, payment_hash: string): Promise<number> {
  const { payments } = await alice.call('listsendpays', { payment_hash })
  return (payments as Json[])
    .filter(({ status }) => status === 'complete')
    .reduce((sum, { amount_sent_msat: sent }) => sum + Number(sent), 0)
}
