// A gateway that is told to end while its jobs run for the first time ends without giving up on
// its database: a connection that was being opened then was never given back.
import { test } from 'tap'
import { place } from '../e2e/harness/place.ts'
import { composed } from '../e2e/harness/composed.ts'

test('whoever stops a gateway at once waits for nothing that hangs', async t => {
  const gateway = await composed(t, await place(t))
  await gateway.close()
  t.notMatch(gateway.said(), /went wrong/)
})
