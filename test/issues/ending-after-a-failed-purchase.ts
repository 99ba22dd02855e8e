// A failed purchase left a delivery that waited for itself, so that
// the gateway's end never came: its database and node lived on.
import { test } from 'tap'
import { LNSMS, lives, pidsOf, newcomer } from '../e2e/harness/place.ts'
import { start } from '../e2e/harness/gateway.ts'
import { buy, faults } from '../e2e/harness/money.ts'

test('after a failed purchase a SIGTERM ends everything, in one line', async t => {
  const at = await newcomer(t)
  const g = await start(at, LNSMS)
  await faults(g, { is: 'fail', code: 203 })
  t.match(await buy(g, 'never sent'), { status: 201, body: { status: 'failed' } })
  const pids = pidsOf(at.dir)
  t.ok(pids && lives(pids.gateway) && lives(pids.node) && lives(pids.postgres))
  const before = g.said()
  g.child.kill('SIGTERM')
  t.equal(await g.ended, 0)
  t.equal(g.said().slice(before.length), 'SIGTERM: ending\n')
  for (const pid of Object.values(pids ?? {})) t.notOk(lives(pid))
})
