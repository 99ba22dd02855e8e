// Deposits through lightning-charge, at its local copy on the gateway's own node: counted once.
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'tap'
import { HOUSE } from '../../src/core/ids.ts'
import { credit } from '../../src/deposit/credit.ts'
import { leaseCursor } from '../../src/deposit/cursor.ts'
import { elsewhere } from './harness/elsewhere.ts'

test('what comes in at our own node by charge is one credit and a receipt of others', async t => {
  const on = await elsewhere(t)
  const alice = await on.user()
  const deposit = await on.ask(alice, 'charge', 5)
  t.match(deposit, { bolt11: /^lnbcrt/, paymentHash: /^[0-9a-f]{64}$/, address: null })
  on.pay(deposit.bolt11)
  const nodeId = on.network.nodes.ours.pubkey
  const read = async (): Promise<void> => {
    const cursor = await leaseCursor(on.em, nodeId, alice, 60)
    const paid = cursor && (await on.node.waitAnyInvoice(cursor.payIndex, 0))
    if (cursor && paid) await credit(on, nodeId, cursor, [paid])
  }
  await read()
  for (let looks = 0; looks < 20; looks++) await on.look(deposit)
  await read()
  t.equal(await on.balance(alice), 5_000n)
  const entries = await on.sql(`select debit_account from entry where kind = 'deposit'`)
  t.same(entries, [{ debit_account: HOUSE.lightning }])
  t.match(await on.sql('select state from receipt'), [{ state: 'foreign' }])
  t.same(await on.wrong(), [])
})

test('its stream rings, and a lost answer makes no second invoice', async t => {
  const on = await elsewhere(t)
  const alice = await on.user()
  const deposit = await on.ask(alice, 'charge', 5, 'a key')
  await on.sql('delete from deposit_look')
  await on.sql(`update deposit set state = 'creating', invoice = null, bolt11 = null`)
  t.equal((await on.ask(alice, 'charge', 5, 'a key')).bolt11, deposit.bolt11)
  const stop = new AbortController()
  const rung: string[] = []
  const listening = on.source('charge').polled.listen?.(id => rung.push(id), stop.signal)
  // The stream tells nothing of what came before it was opened.
  for (let left = 500; left > 0 && rung.length === 0; left--) {
    const other = await on.ask(alice, 'charge', 1)
    await sleep(20)
    on.pay(other.bolt11)
  }
  stop.abort()
  await listening
  t.ok(rung.length > 0)
})
