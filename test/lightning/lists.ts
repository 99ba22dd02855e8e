import { test } from 'tap'
import { clightning } from '../../src/lightning/clightning.ts'
import { unixSocket } from '../../src/lightning/socket.ts'
import { lightningd, replay, says, type Script } from './fixtures/lightningd.ts'
import { NodeSilent } from '../../src/lightning/errors.ts'

async function open(t: Parameters<typeof lightningd>[0], script: Script) {
  const server = await lightningd(t, script)
  const node = clightning(unixSocket(server.path))
  t.teardown(() => node.close())
  return { node, ...server }
}

test('invoices that changed are read by their index, paid or expired', async t => {
  const paid = { status: 'paid', pay_index: 4, amount_received_msat: 12_000 }
  const { node, requests } = await open(t, ({ id }, socket) => {
    const invoices = [
      { label: 'dep:1', updated_index: 7, ...paid },
      { label: 'dep:2', updated_index: 8, status: 'expired' }
    ]
    socket.write(says(id, { invoices }))
  })
  t.strictSame(await node.changedInvoices(7, 2), [
    { updatedIndex: 7, label: 'dep:1', paid: { payIndex: 4, amountReceivedMsat: 12_000n } },
    { updatedIndex: 8, label: 'dep:2', paid: undefined }
  ])
  t.strictSame(requests[0]?.params, { index: 'updated', start: 7, limit: 2 })
})

test('before a payment is sent one list is read, and one setting', async t => {
  const config = { value_bool: true, source: 'default', dynamic: true }
  const { node, requests } = await open(t, ({ id, method }, socket) =>
    socket.write(
      method === 'listpays'
        ? replay(id, 'xpay-retry-after-failed-listpays')
        : says(id, { configs: { 'xpay-slow-mode': config } })
    )
  )
  t.match(
    (await node.attempts('90dc')).map(({ source, status }) => [source, status]),
    [
      ['listpays', 'failed'],
      ['listpays', 'complete']
    ]
  )
  t.equal(await node.slowMode(), true)
  t.strictSame(
    requests.map(({ method, params }) => [method, params]),
    [
      ['listpays', { payment_hash: '90dc' }],
      ['listconfigs', { config: 'xpay-slow-mode' }]
    ]
  )
})

test('a change of what was sent is waited for by its index, on a line of its own', async t => {
  const given = new AbortController()
  const { node, requests, sockets } = await open(t, ({ id, params }, socket) => {
    if (params['nextvalue'] !== 8) socket.write(says(id, { subsystem: 'sendpays', updated: 7 }))
    else given.abort()
  })
  t.equal(await node.updatedIndex(0, given.signal), 7)
  await t.rejects(node.updatedIndex(8, given.signal), NodeSilent)
  const asked = { subsystem: 'sendpays', indexname: 'updated' }
  t.strictSame(
    requests.map(({ method, params }) => [method, params]),
    [0, 8].map(nextvalue => ['wait', { ...asked, nextvalue }])
  )
  t.equal(sockets.length, 1)
})
