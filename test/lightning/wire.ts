import { test } from 'tap'
import { NodeSilent } from '../../src/lightning/errors.ts'
import * as wire from '../../src/lightning/wire.ts'

test('a channel shows the payment hashes in it; one that is not up has no amounts', async t => {
  const closing = { peer_connected: false, state: 'ONCHAIN', htlcs: [{ payment_hash: 'ab' }] }
  t.match(wire.channels({ channels: [closing, { state: 'CHANNELD_AWAITING_SPLICE' }] }), [
    { connected: false, normal: false, spendableMsat: 0n, receivableMsat: 0n, htlcHashes: ['ab'] },
    { normal: true, htlcHashes: [] }
  ])
})

test('settings that are not listed stand at their defaults', async t => {
  const configs = {
    'xpay-slow-mode': { value_bool: true, source: 'default', dynamic: true },
    'autoclean-failedpays-age': { value_int: 86400, source: 'cmdline' },
    'autoclean-paidinvoices-age': { source: 'default' }
  }
  t.strictSame(wire.settings({ configs }), {
    slowMode: true,
    userLayers: [],
    dualFund: false,
    autocleanAges: {
      'autoclean-succeededpays-age': 0,
      'autoclean-failedpays-age': 86400,
      'autoclean-paidinvoices-age': 0
    }
  })
  t.match(wire.settings({ configs: {} }), { slowMode: false })
})

test('a list that cannot be read is no empty list', async t => {
  const sound = { status: 'failed', created_index: 1, amount_sent_msat: 5 }
  t.equal(wire.pays({ pays: [sound] }).length, 1)
  t.equal(wire.sendpays({ payments: [sound] }).length, 1)
  const spoilt = [
    { status: 'new' },
    { created_index: -1 },
    { created_index: undefined },
    { amount_sent_msat: '5' },
    { amount_sent_msat: -1 },
    { label: 7 }
  ]
  const lists = [undefined, null, {}, [7], ...spoilt.map(change => [{ ...sound, ...change }])]
  for (const list of lists) {
    t.throws(() => wire.pays({ pays: list }), NodeSilent, JSON.stringify(list))
    t.throws(() => wire.sendpays({ payments: list }), NodeSilent, JSON.stringify(list))
  }
  for (const none of [undefined, null, [], 'x']) t.throws(() => wire.pays(none), NodeSilent)
  t.throws(() => wire.sendpaysIndex('created', { subsystem: 'sendpays' }), NodeSilent)
})

test('a node on a chain that is none of ours is refused by name', async t => {
  const info = { id: '02', version: 'v26.06', network: 'litecoin', blockheight: 1 }
  t.throws(() => wire.info(info), { name: 'NodeRefused', message: /litecoin/ })
})

test('a node that lags behind the chain says so in its own words, bitcoind first', async t => {
  const info = { id: '02', version: 'v26.06', network: 'regtest', blockheight: 1 }
  const [lags, both] = [{ warning_lightningd_sync: 'b' }, { warning_bitcoind_sync: 'a' }]
  t.equal(wire.info(info).syncing, undefined)
  t.equal(wire.info({ ...info, ...lags }).syncing, 'b')
  t.equal(wire.info({ ...info, ...lags, ...both }).syncing, 'a')
})
