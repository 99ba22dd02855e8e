import { test } from 'tap'
import { msat } from '../../src/core/msat.ts'
import type { Lightning, PayReply } from '../../src/lightning/port.ts'
import { checkedNode } from '../../src/lightning/checked-node.ts'
import { NodeSilent } from '../../src/lightning/errors.ts'

const REQUEST = {
  bolt11: 'lnbcrt1',
  amountMsat: undefined,
  maxFeeMsat: msat(0n),
  retryForSeconds: 60,
  label: 'lapp:1',
  layer: 'lapp:1',
  identity: undefined,
  signal: new AbortController().signal
}
const REPLY: PayReply = { is: 'lost', why: 'it was called' }

/** A node of which only what is asked here answers, its start, and the fault that is found. */
function stage() {
  const state: { identity: string | undefined; fault: string | undefined } = {
    identity: '1',
    fault: undefined
  }
  const seen: string[] = []
  const told =
    <T>(name: string, answer: T) =>
    () => {
      seen.push(name)
      return Promise.resolve(answer)
    }
  const node = {
    identity: () => Promise.resolve(state.identity),
    parts: told('parts', []),
    waitAnyInvoice: told('waitAnyInvoice', undefined),
    pay: told('pay', REPLY)
  } as unknown as Lightning
  const fault = (): Promise<string | undefined> => {
    seen.push('look')
    return Promise.resolve(state.fault)
  }
  return { state, seen, node: checkedNode(node, fault) }
}

test('a node is looked at once for each of its starts, whoever asks first', async t => {
  const { state, seen, node } = stage()
  await Promise.all([node.parts('aa', 0), node.waitAnyInvoice(0, 3), node.pay(REQUEST)])
  t.equal(seen.filter(what => what === 'look').length, 1)
  t.equal(seen[0], 'look')
  state.identity = '2'
  await node.parts('aa', 0)
  await node.parts('aa', 0)
  t.equal(seen.filter(what => what === 'look').length, 2)
})

test('a node that starts again while it is looked at is looked at again', async t => {
  const { state, seen, node } = stage()
  const asked = node.parts('aa', 0)
  await Promise.resolve()
  state.identity = '2'
  await Promise.all([asked, node.pay(REQUEST)])
  t.strictSame(seen.slice(0, 2), ['look', 'look'])
})

test('a node with a fault is not asked, not paid from, and looked at until it is mended', async t => {
  const { state, seen, node } = stage()
  await node.parts('aa', 0)
  Object.assign(state, { identity: '2', fault: 'it is another node' })
  seen.length = 0
  await t.rejects(node.parts('aa', 0), new NodeSilent('it is another node'))
  await t.rejects(node.waitAnyInvoice(0, 3), NodeSilent)
  t.strictSame(await node.pay(REQUEST), { is: 'unsent', why: 'it is another node' })
  t.strictSame(seen, ['look', 'look', 'look'])
  state.fault = undefined
  t.strictSame(await node.pay(REQUEST), REPLY)
  t.strictSame(seen.slice(3), ['look', 'pay'])
})

test('where its start cannot be told, the look at the start of the gateway must do', async t => {
  const { state, seen, node } = stage()
  Object.assign(state, { identity: undefined, fault: 'never looked at' })
  await node.parts('aa', 0)
  t.strictSame(seen, ['parts'])
})
