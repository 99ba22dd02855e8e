// lightning-charge 0.4.26 as it answers, recorded on Core Lightning 26.06.6; and that an answer
// which says nothing of an invoice, to a token that is no longer its, is not taken for a look: the
// deposits waited then without a word in the log or in the health of the gateway.
import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { newId } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { SourceRefused, type Asked, type Sighting } from '../../src/deposit/source.ts'
import type { Answer, Ask } from '../../src/deposit/sources/ask.ts'
import { charge } from '../../src/deposit/sources/charge.ts'
import { elsewhere } from '../deposit/harness/elsewhere.ts'

const RECORDED = JSON.parse(
  readFileSync(new URL('../deposit/fixtures/charge-0.4.26.json', import.meta.url), 'utf8')
) as Readonly<Record<string, Answer>>

const recorded = (name: string): Answer => {
  const answer = RECORDED[name]
  if (answer === undefined) throw new Error(`${name} was not recorded`)
  return answer
}

const fields = (answer: Answer) => answer.body as Readonly<Record<string, unknown>>

const source = (ask: Ask) =>
  charge({
    ask,
    askAll: ask,
    minMsat: msat(1_000),
    webhook: '',
    stream: async () => Promise.reject(new Error('there is none'))
  })

const asked = (invoice: string): Asked => ({
  deposit: newId(),
  invoice,
  stirred: true,
  timeOver: false
})

const sight = async (name: string): Promise<Sighting | Error | undefined> =>
  (await source(async () => recorded(name)).polled.sight([asked('one')])).get('one')

const SEEN = [
  ['paid', 5_000n],
  ['overpaid', 150_000n],
  ['paidAnyAmount', 777_001n],
  ['unpaid', undefined],
  ['expired', undefined]
] as const

for (const [name, amountMsat] of SEEN)
  test(`what it says of an invoice that is ${name}`, async t => {
    const seen = await sight(name)
    t.match(seen, { over: name === 'expired', doubt: undefined })
    const payments = amountMsat === undefined ? [] : [{ amountMsat, state: 'settled' }]
    t.match(seen, { payments })
    t.equal(seen instanceof Error ? -1 : seen?.payments.length, payments.length)
  })

test('an invoice that it does not know is unseen, and holds up no other', async t => {
  const answers: Readonly<Record<string, Answer>> = {
    gone: recorded('unknown'),
    here: recorded('paid')
  }
  const ask: Ask = async (_method, path) => answers[path.slice('/invoice/'.length)] as Answer
  const seen = await source(ask).polled.sight([asked('gone'), asked('here')])
  t.same([...seen.keys()], ['here'])
  t.equal(await sight('unknown'), undefined)
})

for (const name of ['wrongToken', 'wrongAddress', 'refused'])
  test(`an answer for ${name} says nothing of any invoice`, async t => {
    await t.rejects(sight(name), SourceRefused)
  })

const WANTED = {
  deposit: newId(),
  amountMsat: msat(5_000),
  description: 'lunch',
  expirySeconds: 3_600
}

test('only its list says that no invoice was made yet', async t => {
  const posted: string[] = []
  const asking =
    (list: Answer): Ask =>
    async method => {
      if (method === 'GET') return list
      posted.push(method)
      return recorded('opened')
    }
  const open = async (list: Answer) => source(asking(list)).open({ ...WANTED, again: true })
  for (const list of [recorded('wrongToken'), recorded('wrongAddress'), { status: 200, body: '' }])
    await t.rejects(open(list), { code: 'not_ready' }, JSON.stringify(list))
  t.same(posted, [])
  t.match(await open({ status: 200, body: [] }), { invoice: fields(recorded('opened'))['id'] })
  t.same(posted, ['POST'])
})

test('the local copy answers with the same fields', async t => {
  const on = await elsewhere(t)
  const { url } = on.served.charge
  const ask = async (path: string, init: RequestInit = {}, token = on.keys.charge.token) => {
    const authorization = `Basic ${Buffer.from(`api-token:${token}`).toString('base64')}`
    const headers = { authorization, 'content-type': 'application/json' }
    const answer = await fetch(`${url}${path}`, { ...init, headers })
    return { status: answer.status, text: await answer.text() }
  }
  const body = JSON.stringify({ msatoshi: '5000', description: 'lunch', metadata: null })
  const opened = await ask('/invoice', { method: 'POST', body })
  const invoice = JSON.parse(opened.text) as { id: string; payreq: string }
  t.same(Object.keys(invoice).sort(), Object.keys(fields(recorded('opened'))).sort())
  const read = async () => JSON.parse((await ask(`/invoice/${invoice.id}`)).text) as object
  const unpaid = Object.keys(fields(recorded('unpaid'))).sort()
  t.same(Object.keys(await read()).sort(), unpaid)
  t.match(await read(), { pay_index: null, paid_at: null, msatoshi_received: null })
  on.pay(invoice.payreq)
  t.same(Object.keys(await read()).sort(), Object.keys(fields(recorded('paid'))).sort())
  on.pass(2_000)
  await ask('/invoice', { method: 'POST', body })
  const [first] = JSON.parse((await ask('/invoices')).text) as readonly { id: string }[]
  t.equal(first?.id, invoice.id, 'the oldest comes first')
  t.same(await ask('/invoice/nothing'), { status: 404, text: recorded('unknown').body })
  const stranger = await ask('/invoices', {}, 'a stranger')
  t.same(stranger, { status: 401, text: recorded('wrongToken').body })
})
