// The terminal's price of a LApp: `21.000 sat` is read as twenty-one thousand in half of the world.
import { test } from 'tap'
import { readConfig } from '../../src/config.ts'
import { tryReplayed } from '../../src/cli/lapp/try.ts'

test('whole sats are said without a point', async t => {
  const said: string[] = []
  await tryReplayed('lnsms', readConfig({}), line => said.push(line))
  const price = said.find(line => line.startsWith('Price: '))
  t.match(price, /^Price: \d+ sat$/)
})
