// A source that names an invoice anew that it has given before, such as a wallet that was restored:
// the former deposit keeps it, and the caller is told to ask again.
import { test } from 'tap'
import { newId } from '../../src/core/ids.ts'
import { deposits } from '../../src/deposit/deposits.ts'
import { elsewhere } from '../deposit/harness/elsewhere.ts'
import { keyFor } from '../harness/books.ts'

test('an address that another deposit has is shown to nobody else', async t => {
  const on = await elsewhere(t)
  const [alice, bob] = [await on.user(), await on.user()]
  const first = await on.ask(alice, 'onchain', 5_000)
  const source = on.source('onchain')
  let asked = 0
  const restored = {
    ...source,
    open: async (wanted: Parameters<typeof source.open>[0]) => {
      const shown = await source.open(wanted)
      const address = first.address ?? ''
      return asked++ === 0 ? { ...shown, invoice: address, address } : shown
    }
  }
  const { em, commit, step } = on
  const isPaused = async () => false
  const room = deposits({ em, commit, step, sources: [restored], isPaused, now: () => new Date() })
  const wish = {
    account: bob,
    key: keyFor(bob, newId()),
    method: 'onchain',
    amountMsat: undefined,
    memo: undefined,
    expiresInSeconds: undefined
  } as const
  await t.rejects(room.open(wish), { code: 'not_ready' })
  const { deposit } = await room.open(wish)
  t.not(deposit.address, first.address)
  t.equal((await on.found(first)).address, first.address)
})
