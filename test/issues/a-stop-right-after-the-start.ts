// A gateway that is told to end while its jobs run for the first time ends without giving up on
// its database: a connection that was being opened then was never given back.
import { test } from 'tap'
import { place, start } from '../e2e/harness/gateway.ts'

test('whoever stops a gateway at once waits for nothing that hangs', async t => {
  const gateway = await start(await place(t))
  gateway.child.kill('SIGTERM')
  t.equal(await gateway.ended, 0)
  t.notMatch(gateway.said(), /went wrong/)
})
