// After a restore the gateway served its callers before it had read from the node what was sent
// since the backup: for a moment the money was in the balances again, and could be sent once more.
import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import { test } from 'tap'
import { backup } from '../../src/db/backup/backup.ts'
import { reached } from '../e2e/harness/asking.ts'
import { composed } from '../e2e/harness/composed.ts'
import { balance, invoice } from '../e2e/harness/money.ts'
import { place } from '../e2e/harness/place.ts'
import { loseAndRestore } from '../operate/harness/restored.ts'
import { shortFolder } from '../sandbox/fixtures/node.ts'

test('the first answer after a restore knows what was sent since the backup', async t => {
  const at = await place(t)
  const { database: url = '' } = at
  const before = await composed(t, at)
  const { balance: had } = await balance(before)
  const file = join(shortFolder(t), 'before.gz')
  await backup(url, file, new Date())
  const sent = had - 1_000_000
  const destination = await invoice(before, sent - 100_000_000)
  const paid = await before.ask('POST', '/v1/payments', { destination }, { wait: 10 })
  t.match(paid.body, { status: 'succeeded' })
  const left = await balance(before)
  await before.close()
  await loseAndRestore(url, file)

  const first = (async () => {
    const { ask } = reached(at)
    for (;;) {
      const answer = await ask('GET', '/v1/account').catch(() => undefined)
      if (answer?.status === 200) return Number(answer.body['balance_msat'])
      await sleep(1)
    }
  })()
  await composed(t, at)
  t.equal(await first, left.balance)
})
