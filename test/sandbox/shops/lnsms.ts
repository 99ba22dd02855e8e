// The local copy of lnsms.world, row by row of its wire contract.
import { test, type Test } from 'tap'
import { messagesAt } from '../../../src/sandbox/node/phone.ts'
import { readBolt11 } from '../../../src/sandbox/node/read-bolt11.ts'
import { lnsms } from '../../../src/sandbox/shops/lnsms.ts'
import { serveShop } from '../../../src/sandbox/shops/serve.ts'
import { keepDelivering } from '../../../src/sandbox/shops/till.ts'
import { openNode, type TestNode } from '../fixtures/node.ts'

const NUMBER = '+19876543210'

async function openShop(t: Test) {
  const node = await openNode(t)
  const shop = await serveShop(node.network, lnsms)
  t.teardown(shop.close)
  t.teardown(keepDelivering(node.network, [lnsms]))
  const buy = (fields: Record<string, string>, accept?: string) =>
    fetch(`${shop.url}/invoice`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      ...(accept !== undefined && { headers: { accept } })
    })
  return { node, url: shop.url, buy }
}

const texts = ({ network }: TestNode) => messagesAt(network, NUMBER).map(({ text }) => text)

function read(bolt11: string) {
  const reading = readBolt11(bolt11)
  if (reading.is === 'unreadable') throw new Error(reading.why)
  return reading.invoice
}

test('a form buys a BOLT11 as plain text, payable on regtest, described and priced as known', async t => {
  const { buy } = await openShop(t)
  const response = await buy({ number: NUMBER, text: 'hello' })
  t.equal(response.status, 201)
  t.match(response.headers.get('content-type'), /^text\/plain/)
  t.match(read(await response.text()), {
    currency: 'bcrt',
    amountMsat: 700_000n,
    description: 'lnsms.world: One text message'
  })
})

test('who accepts JSON gets the four facts', async t => {
  const { buy } = await openShop(t)
  const response = await buy({ number: NUMBER, text: 'hello' }, 'application/json')
  t.equal(response.status, 201)
  const facts = (await response.json()) as Record<string, unknown>
  t.same(Object.keys(facts), ['id', 'payreq', 'msatoshi', 'expires_at'])
  const invoice = read(String(facts['payreq']))
  t.match(facts, { id: invoice.paymentHash, msatoshi: 700_000 })
  t.equal(facts['expires_at'], invoice.createdAt + 3600)
})

test('bad data is 400 with a message, and what is not in the contract 404', async t => {
  const { buy, url } = await openShop(t)
  const wrong = [
    { number: '19876543210', text: 'x' },
    { number: '+1', text: 'x' },
    { number: NUMBER, text: '' },
    { number: NUMBER },
    { number: NUMBER, text: 'x', force_unicode: '2' },
    { number: NUMBER, text: 'x'.repeat(1000) }
  ]
  for (const fields of wrong) {
    const response = await buy(fields)
    t.equal(response.status, 400)
    t.type(((await response.json()) as { message: unknown }).message, 'string')
  }
  for (const path of ['/', '/invoices', '/invoice', `/invoice/${'0'.repeat(64)}/wait`])
    t.equal((await fetch(url + path)).status, 404, path)
})

test('a longer text costs as many parts as it takes', async t => {
  const { buy } = await openShop(t)
  const price = async (text: string, force_unicode = '0') =>
    read(await (await buy({ number: NUMBER, text, force_unicode })).text()).amountMsat
  t.equal(await price('x'.repeat(160)), 700_000n)
  t.equal(await price('x'.repeat(161)), 1_400_000n)
  t.equal(await price('€'.repeat(80)), 700_000n, 'the extension counts twice')
  t.equal(await price('⚡'.repeat(70)), 700_000n)
  t.equal(await price('⚡'.repeat(71)), 1_400_000n)
  t.equal(await price('x'.repeat(71), '1'), 1_400_000n)
})

test('the wait ends with 202 once it is paid, and the phone has the text exactly once', async t => {
  const { node, buy, url } = await openShop(t)
  const invstring = await (await buy({ number: NUMBER, text: 'hello ⚡' })).text()
  const wait = () => fetch(`${url}/invoice/${read(invstring).paymentHash}/wait`)
  const waiting = Promise.all([wait(), wait()])
  t.same(texts(node), [], 'nothing before it is paid')
  t.match(await node.call('xpay', { invstring }), { result: { amount_sent_msat: 700_008 } })
  t.same(
    (await waiting).map(({ status }) => status),
    [202, 202]
  )
  t.equal((await wait()).status, 202, 'and later too')
  await node.call('xpay', { invstring })
  t.same(texts(node), ['hello ⚡'])
})

test('an invoice that nobody paid in time is gone', async t => {
  const { node, buy, url } = await openShop(t)
  const bolt11 = await (await buy({ number: NUMBER, text: 'late' })).text()
  node.pass(3_601_000)
  await node.call('getinfo')
  t.equal((await fetch(`${url}/invoice/${read(bolt11).paymentHash}/wait`)).status, 410)
  t.same(texts(node), [])
})

test('the shop keeps its port while it is free, and takes another when it is not', async t => {
  const { node, url } = await openShop(t)
  const second = await serveShop(node.network, lnsms)
  t.not(second.url, url, 'taken by the first')
  await second.close()
  const third = await serveShop(node.network, lnsms)
  t.equal(third.url, second.url)
  await third.close()
})
