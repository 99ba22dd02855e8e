import { test } from 'tap'
import type { Network } from '../../src/lightning/port.ts'
import { checkStartup } from '../../src/lightning/startup.ts'

const info = {
  id: '02aa',
  version: 'v26.06.8',
  network: 'regtest' as Network,
  blockHeight: 1,
  syncing: undefined,
  clock: undefined
}
const settings = {
  slowMode: true,
  userLayers: [] as string[],
  dualFund: false,
  autocleanAges: { 'autoclean-failedpays-age': 0 }
}
const sound = {
  info,
  settings,
  highestPayIndex: 7,
  expectedNetwork: 'regtest' as Network,
  knownNodeId: '02aa',
  cursor: 7
}

test('a sound node is taken without a word, also by a database that knows nothing yet', async t => {
  t.strictSame(checkStartup(sound), { refuse: [], warn: [] })
  t.strictSame(checkStartup({ info, settings, highestPayIndex: 0 }), { refuse: [], warn: [] })
})

test('a node that cannot be trusted with a payment is refused, with the remedy', async t => {
  const ages = { 'autoclean-failedpays-age': 86400, 'autoclean-paidinvoices-age': 0 }
  const table = [
    [{ info: { ...info, network: 'bitcoin' } }, /on bitcoin but NETWORK is regtest: set NETWORK/],
    [{ info: { ...info, id: '03bb' } }, /gateway node adopt/],
    [{ settings: { ...settings, autocleanAges: ages } }, /setconfig autoclean-failedpays-age 0/],
    [{ settings: { ...settings, userLayers: ['mine'] } }, /xpay-user-layer=mine.*take that option/],
    [{ highestPayIndex: 6 }, /highest pay_index is 6 but deposits were credited up to 7/]
  ] as const
  for (const [change, remedy] of table) {
    const { refuse, warn } = checkStartup({ ...sound, ...change })
    t.equal(refuse.length, 1)
    t.match(refuse[0], remedy)
    t.notMatch(refuse[0], /\n/)
    t.strictSame(warn, [])
  }
})

test('26.06 is the oldest that is taken', async t => {
  const refused = (version: string) =>
    checkStartup({ ...sound, info: { ...info, version } }).refuse.length
  for (const old of ['v26.04', 'v25.12.1', '0.12.0', 'deadbeef', 'v26'])
    t.equal(refused(old), 1, old)
  for (const now of ['v26.06', '26.06.6', 'v27.03', 'v26.10-12-gabc']) t.equal(refused(now), 0, now)
})

test('before 26.06.8 it starts with a warning, and not at all with experimental-dual-fund', async t => {
  const old = { ...sound, info: { ...info, version: 'v26.06.7' } }
  t.match(checkStartup(old), { refuse: [], warn: [/known faults: upgrade it to 26.06.8/] })
  const dual = { settings: { ...settings, dualFund: true } }
  t.match(checkStartup({ ...old, ...dual }).refuse, [/experimental-dual-fund can be drained/])
  t.strictSame(checkStartup({ ...sound, ...dual }), { refuse: [], warn: [] })
})

test('without slow mode it starts, and says how to switch it on', async t => {
  const { refuse, warn } = checkStartup({ ...sound, settings: { ...settings, slowMode: false } })
  t.strictSame(refuse, [])
  t.match(warn, [/setconfig xpay-slow-mode true/])
})
