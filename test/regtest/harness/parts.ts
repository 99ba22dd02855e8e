// A payment in parts of which the payee refuses one and holds the others, on a network that
// `hostile` has widened: xpay says at once that it failed, and it has not.
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { sentFor } from './frozen.ts'
import type { Gateway } from './gateway.ts'
import type { Json, Network } from './network.ts'

/** Ten seconds after the refusal: well beyond what an error alone was once good for. */
const HELD_MS = 20_000

/** @param end what becomes of the held parts: '' claims them, 'fail:400F' fails them */
export async function parts(g: Gateway, net: Network, end: '' | 'fail:400F'): Promise<Json> {
  const before = await g.balances()
  net.mode('split')
  const { bolt11, payment_hash } = await net.invoice(11_000_000_000)
  const begunAt = Date.now()
  const { id } = await g.pay(bolt11)
  await sleep(HELD_MS)
  const during = await g.find(id)
  const shown = (await net.alice.call('listsendpays', { payment_hash }))['payments'] as Json[]
  net.mode(end)
  let seen = during
  while (seen['status'] === 'pending') {
    await sleep(50)
    seen = await g.find(id)
  }
  net.mode('')
  const sent = await sentFor(net, payment_hash)
  const after = await g.balances()
  assert.equal(during['status'], 'pending', 'a part was still out')
  assert.equal(before.free - after.free, sent, 'account and node differ')
  assert.equal(after.held, 0)
  return {
    parts: shown.map(({ status }) => status),
    carol: end === '' ? 'claims what she holds' : end,
    during: during['status'],
    status: seen['status'],
    sent_msat: sent,
    charged_msat: before.free - after.free,
    in_all_s: Math.round((Date.now() - begunAt) / 100) / 10
  }
}
