// The bytes on the socket, as recorded from a real lightningd: framing, malformed input, order.
import { readFileSync } from 'node:fs'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test, type Test } from 'tap'
import { callNode, openNode, type TestNode } from '../fixtures/node.ts'

type Raw = { readonly request_raw: string; readonly reply_raw: string }

const recordings = JSON.parse(
  readFileSync(new URL('../fixtures/recordings.json', import.meta.url), 'utf8')
) as Readonly<Record<string, Raw>>

/**
 * The recordings ask listpeers for something that answers
 * at once; the make-believe node has getinfo for that.
 */
const adapt = (text: string): string => text.replaceAll('listpeers', 'getinfo')

async function say(t: Test, node: TestNode, ...texts: readonly string[]): Promise<string> {
  const socket = connect(`${node.network.dir}/lightning-rpc`).setEncoding('utf8')
  t.teardown(() => socket.destroy())
  let answer = ''
  socket.on('data', (chunk: string) => (answer += chunk))
  for (const text of texts) {
    socket.write(text)
    // The node answers one socket's request before it reads another's.
    await node.call('getinfo')
    await node.call('getinfo')
  }
  socket.end()
  await once(socket, 'close')
  return answer
}

/** Of what is answered well, only that it is. */
const gist = (reply: string): string => reply.replaceAll(/"result":\{.*?\}\}?(?=\n\n)/gs, 'result}')

test('every kind of malformed or odd request is answered byte for byte as recorded', async t => {
  const node = await openNode(t)
  const kinds =
    'batch-array framing garbage incomplete malformed newline-escape no-id no-jsonrpc no-method no-params null-id params-string too-many-positional two-concatenated u-escape-label u-escape unknown-method utf8-description with-newlines wrong-param-type'
  for (const kind of kinds.split(' ')) {
    const { request_raw, reply_raw } = recordings[`raw-${kind}`] ?? {
      request_raw: '',
      reply_raw: ''
    }
    t.not(request_raw, '', kind)
    t.equal(gist(await say(t, node, adapt(request_raw))), gist(adapt(reply_raw)), kind)
  }
})

const GOOD = '{"jsonrpc":"2.0","id":2,"method":"getinfo","params":{}}'

test('after malformed JSON the socket is mute for good, and is not closed', async t => {
  const node = await openNode(t)
  const answer = await say(t, node, '{"jsonrpc":"2.0","id":1,"method":}\n\n', GOOD, GOOD)
  t.equal(answer.match(/\n\n/g)?.length, 1)
  t.match(answer, /^\{"jsonrpc":"2.0","id":null,"error":\{"code":-32600/)
})

test('text that is no JSON is answered only when a request follows it, and then no more', async t => {
  const node = await openNode(t)
  const answer = await say(t, node, 'hello\n\n', GOOD, GOOD)
  const message = `Failed to parse RPC JSON response 'hello\n\n${GOOD}'`
  const error = { code: -32600, message }
  t.equal(answer, `${JSON.stringify({ jsonrpc: '2.0', id: null, error })}\n\n`)
})

test('after a request without a method the socket goes on', async t => {
  const node = await openNode(t)
  const answer = await say(t, node, '{"jsonrpc":"2.0","id":1,"params":{}}', GOOD)
  t.match(answer, /"No method".*\n\n.*"id":2,"result"/s)
})

test('a request may come in single bytes, with brackets and quotes in its strings', async t => {
  const node = await openNode(t)
  const socket = connect(`${node.network.dir}/lightning-rpc`).setEncoding('utf8')
  t.teardown(() => socket.destroy())
  const params = { amount_msat: 1, label: 'a "}]{[" ⚡ \\', description: '}' }
  const text = JSON.stringify({ jsonrpc: '2.0', id: 'x', method: 'invoice', params })
  for (const byte of Buffer.from(text)) socket.write(Buffer.of(byte))
  const [answer] = (await once(socket, 'data')) as [string]
  t.match(JSON.parse(answer), { id: 'x', result: { created_index: 1 } })
  const { result } = await node.call('listinvoices', { label: params.label })
  t.match(result, { invoices: [{ label: params.label, description: '}' }] })
})

test('answers come in the order of completion, so a long wait holds nothing up', async t => {
  const node = await openNode(t)
  const order: string[] = []
  const slow = node.call('waitanyinvoice', { timeout: 1 }).then(() => order.push('slow'))
  await node.call('getinfo').then(() => order.push('fast'))
  await slow
  t.same(order, ['fast', 'slow'])
})

test('a groupid of 63 bits is written with all its digits', async t => {
  const node = await openNode(t)
  const { bolt11 } = (await node.call('invoice', { amount_msat: 5, label: 'a', description: 'x' }))
    .result as { readonly bolt11: string }
  await node.call('xpay', { invstring: bolt11 })
  const groupId = node.network.store.get('select group_id from part')?.['group_id']
  const request = '{"jsonrpc":"2.0","id":1,"method":"listsendpays","params":{}}'
  t.match(await say(t, node, request), `"groupid":${String(groupId)},`)
})

test('two callers on two sockets, and two hundred requests on one, get each their own answer', async t => {
  const node = await openNode(t)
  const other = callNode(`${node.network.dir}/lightning-rpc`)
  t.teardown(() => other.socket.destroy())
  const labels = Array.from({ length: 200 }, (_, at) => `label ${at}`)
  const make = (label: string, at: number) =>
    (at % 2 ? node : other).call('invoice', { amount_msat: 1000, label, description: label })
  await Promise.all(labels.map(make))
  const found = await Promise.all(labels.map(label => other.call('listinvoices', { label })))
  found.forEach((reply, at) => t.match(reply.result, { invoices: [{ label: labels[at] }] }))
})
