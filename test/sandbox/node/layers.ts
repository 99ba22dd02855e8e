// askrene's layers, in the recorded words, and what a closed one stops.
import { test } from 'tap'
import {
  close,
  fenced,
  invoiceAt,
  layer,
  recordings,
  same,
  search,
  statuses,
  xpay
} from '../fixtures/fenced.ts'
import { openNode } from '../fixtures/node.ts'

test('layers are made, listed, shut and removed in the recorded words', async t => {
  const node = await openNode(t)
  const ask = (name: string, more: object = {}) => {
    const { method, params } = { method: '', ...recordings[name] }
    return node.call(method, { ...params, ...more })
  }
  const names = [
    ...['create-layer', 'create-layer-again', 'disable-node', 'disable-node-again'],
    ...['disable-node-unknown-layer', 'listlayers-one', 'listlayers'],
    ...['remove-layer', 'remove-layer-again', 'listconfigs-threads', 'listconfigs-timeout']
  ]
  for (const name of names.map(kind => `fence-${kind}`)) same(t, await ask(name), name)
  same(t, await ask('fence-queue-setconfig'), 'fence-queue-setconfig')
  const { error } = await node.call('askrene-create-layer', { layer: 'auto.x' })
  t.match(error, { code: -32602, message: 'Cannot create auto layer' })
})

test('an unknown layer is refused before any attempt', async t => {
  const node = await openNode(t)
  const { bolt11, paymentHash } = invoiceAt(node)
  same(t, await xpay(node, bolt11, { layers: ['lapp:none'] }), 'fence-unknown-layer-xpay')
  same(t, await search(node, ['lapp:none']), 'fence-unknown-layer-getroutes')
  t.same(await statuses(node, paymentHash), [])
})

test('an open layer pays; a closed one lets nothing out and leaves no row, but our own invoice is paid', async t => {
  const node = await fenced(t)
  t.ok((await xpay(node, invoiceAt(node).bolt11)).result)
  await close(node)
  for (const payee of ['shops', 'wallet'] as const) {
    const { bolt11, paymentHash } = invoiceAt(node, payee)
    same(t, await xpay(node, bolt11), 'fence-closed-xpay')
    t.same(await statuses(node, paymentHash), [])
  }
  same(t, await search(node, [layer]), 'fence-closed-getroutes')
  const own = await node.call('invoice', { amount_msat: 5, label: 'own', description: 'x' })
  t.ok((await xpay(node, String(own.result?.['bolt11']))).result)
})

test('disable-node does not see a private channel', async t => {
  const node = await fenced(t)
  await close(node, 'announced')
  t.ok((await xpay(node, invoiceAt(node).bolt11)).result, 'through the private one')
  t.equal((await xpay(node, invoiceAt(node, 'wallet').bolt11)).error?.code, 205)
  const { result } = await node.call('listpeerchannels')
  const shown = result?.['channels'] as readonly { private: boolean; alias: { local: string } }[]
  t.equal(shown.filter(channel => channel.private).length, 1)
  t.ok(shown.every(({ alias }) => /^\d+x\d+x\d+$/.test(alias.local)))
})
