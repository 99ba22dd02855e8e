import { test } from 'tap'
import type { NodeSettings } from '../../src/lightning/port.ts'
import { watchSettings } from '../../src/app/check-node.ts'

test('a setting that would be refused at a start is said once, as soon as it is so', async t => {
  let settings: NodeSettings = {
    slowMode: false,
    userLayers: [],
    dualFund: false,
    autocleanAges: {}
  }
  const said: string[] = []
  const log = { warn: (_facts: object, line: string) => said.push(line) }
  const look = watchSettings({ settings: async () => settings }, [], log)
  await look()
  await look()
  t.match(said, [/xpay-slow-mode is off/])
  settings = {
    slowMode: true,
    userLayers: [],
    dualFund: false,
    autocleanAges: { 'autoclean-paidinvoices-age': 60 }
  }
  await look()
  await look()
  t.match(said.slice(1), [/setconfig autoclean-paidinvoices-age 0/])
  settings = { slowMode: true, userLayers: [], dualFund: false, autocleanAges: {} }
  await look()
  settings = { slowMode: false, userLayers: [], dualFund: false, autocleanAges: {} }
  await look()
  t.equal(said.length, 3, 'what comes back is said again')
})
