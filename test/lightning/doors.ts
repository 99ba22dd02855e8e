// CLNRest and Sparko under the same driver: what they answer is what the socket would, and what
// they say in the node's place is never an answer.
import { Socket } from 'node:net'
import { test } from 'tap'
import { msat } from '../../src/core/msat.ts'
import { clightning } from '../../src/lightning/clightning.ts'
import { METHODS } from '../../src/sandbox/methods/all.ts'
import { queueOutcomes } from '../../src/sandbox/node/outcomes.ts'
import { invoiceFromWallet } from '../../src/sandbox/wallet.ts'
import { readPages } from '../harness/house/markdown.ts'
import { readSources, ROOT } from '../harness/house/sources.ts'
import { openNode } from '../sandbox/fixtures/node.ts'
import { httpNode, KINDS } from './harness/http-node.ts'
import { NodeRefused, NodeSilent } from '../../src/lightning/errors.ts'

/** After how long the other end of each connection is asked whether it still exists. */
function watchKeepAlive(t: { teardown: (end: () => unknown) => void }): unknown[] {
  const asked: unknown[] = []
  const plain = Object.getOwnPropertyDescriptor(Socket.prototype, 'setKeepAlive') ?? {}
  t.teardown(() => Object.defineProperty(Socket.prototype, 'setKeepAlive', plain))
  Socket.prototype.setKeepAlive = function (this: Socket, ...args: readonly unknown[]) {
    asked.push(args[1])
    return Reflect.apply(plain.value as () => Socket, this, args) as Socket
  }
  return asked
}

for (const kind of KINDS) {
  test(`${kind}: a call that nothing else ends notices that its node has vanished`, async t => {
    const { network } = await openNode(t)
    const door = await httpNode(t, kind, `${network.dir}/lightning-rpc`)
    const transport = door.open()
    t.teardown(() => transport.close())
    const node = clightning(transport)
    await node.info()
    const asked = watchKeepAlive(t)
    t.equal(await node.waitAnyInvoice(0, 1), undefined)
    t.ok(asked.includes(30_000), asked.join())
  })

  test(`${kind}: a node behind it is the same node`, async t => {
    const { network } = await openNode(t)
    const door = await httpNode(t, kind, `${network.dir}/lightning-rpc`)
    const node = clightning(door.open())
    const { id, clock } = await node.info()
    t.equal(id, network.nodes.ours.pubkey)
    t.ok(Math.abs((clock ?? 0) - Date.now() / 1000) < 60, 'its answers are dated')
    t.equal((await node.settings()).slowMode, true)
    t.match(await node.channels(), [{ connected: true, normal: true }])
    const wish = { amountMsat: msat(1_000), label: 'dep:1', description: 'ü', expirySeconds: 60 }
    const made = await node.invoice(wish)
    t.match(made, { bolt11: /^lnbcrt/ })
    t.equal((await node.invoice(wish)).bolt11, made.bolt11, 'the same label, the same invoice')
    t.match(await node.findInvoice('dep:1'), { status: 'unpaid' })
    t.equal(await node.waitAnyInvoice(0, 0), undefined)
    t.match(await node.decode('nonsense'), { is: 'undecodable' })
    t.equal(await node.identity(), undefined, 'nothing proves which lightningd it is')
    // A call that was meant for one lightningd of a socket is not one of a door's.
    await t.rejects(clightning(door.open('wrong')).info(), NodeRefused)
  })

  test(`${kind}: a payment ends as it would over the socket, and a door's word ends none`, async t => {
    const { network } = await openNode(t)
    const door = await httpNode(t, kind, `${network.dir}/lightning-rpc`)
    const transport = door.open()
    const node = clightning(transport)
    await node.router.createLayer('lapp:1')
    const pay = async (by = node, signal = new AbortController().signal) => {
      const wanted = { amountMsat: msat(5_000), description: '', expirySeconds: 600 }
      const { bolt11, paymentHash } = invoiceFromWallet(network, wanted)
      const rest = { retryForSeconds: 5, label: 'lapp:p:a', layer: 'lapp:1', identity: undefined }
      const asked = { bolt11, amountMsat: undefined, maxFeeMsat: msat(5_000), ...rest, signal }
      return { paymentHash, reply: await by.pay(asked) }
    }
    t.match((await pay()).reply, { is: 'success', amountSentMsat: 5_000n })
    queueOutcomes(network.store, [{ is: 'fail', code: 203 }])
    t.match((await pay()).reply, { is: 'refused', code: 203 })

    // A proxy's word: the payment has gone through behind it.
    door.doors.proxy = 502
    const behind = await pay()
    t.match(behind.reply, { is: 'lost', why: /502/ })
    door.doors.proxy = undefined
    t.match(await node.attempts(behind.paymentHash), [{ status: 'complete' }])
    if (kind === 'sparko') {
      // Its time limit: the payment goes on, and the node's list says so.
      queueOutcomes(network.store, [{ is: 'stall', ms: 600_000, then: 'settle' }])
      door.doors.limitMs = 500
      const late = await pay()
      t.match(late.reply, { is: 'lost', why: /500/ })
      t.match(await node.attempts(late.paymentHash), [{ status: 'pending' }])
      door.doors.limitMs = 30_000
    }
    t.match((await pay(clightning(door.open('wrong')))).reply, { is: 'lost' })
    const given = new AbortController()
    given.abort()
    t.match((await pay(node, given.signal)).reply, { is: 'unsent' })
    await door.close()
    t.match((await pay()).reply, { is: 'unsent', why: /ECONNREFUSED|ECONNRESET/ })
    await t.rejects(node.info(), NodeSilent)
    await transport.close()
    t.match((await pay()).reply, { is: 'unsent', why: 'the gateway is closing' })
  })
}

test('the rune of the README names what the driver asks, and nothing else', async t => {
  const [source, readme] = [
    readSources(ROOT, 'src').filter(({ path }) => path.startsWith('src/lightning/')),
    readPages(ROOT).find(({ path }) => path === 'README.md')?.text ?? ''
  ]
  const code = source.map(({ ast }) => ast.getText()).join('\n')
  const asked = [...METHODS.keys()].filter(name => code.includes(`'${name}'`)).toSorted()
  const named = [...readme.matchAll(/"method=([a-z-]+)"/g)].map(([, name]) => name).toSorted()
  t.ok(asked.length > 10)
  t.same(named, asked)
})
