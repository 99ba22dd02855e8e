// The wallet in a real browser at the width of a phone, behind a proxy with TLS below a path: from
// a deposit to a receipt to the history, with and without a script, one payment whatever happens.
import { test, type Test } from 'tap'
import { toBuffer } from 'qrcode'
import { balance, faults as outcomes, invoice } from '../e2e/harness/money.ts'
import { behindProxy, type Served } from './harness/behind-proxy.ts'
import { noBrowser } from './harness/browser.ts'
import { read } from './harness/look.ts'
import { shopper } from './harness/shopper.ts'
import { foreignForm, hostileText } from './harness/wallet-abuse.ts'
import { onChain, toServices, type Walleteer } from './harness/wallet-elsewhere.ts'

const skip = await noBrowser()

const served = Promise.withResolvers<Served>()
const { visit, pageOf, signIn, seen, complaints } = shopper(served.promise, true)

/** Signed in, on a page of the wallet. */
async function at(t: Test, path: string, how = {}) {
  const page = await visit(t, how)
  await signIn(page, path)
  return page
}

const elsewhere = async (t: Test): Promise<Walleteer> => {
  return { g: await served.promise, page: await at(t, '/wallet'), seen }
}

const paid = async (): Promise<readonly Readonly<Record<string, unknown>>[]> => {
  const { ask } = await served.promise
  return (await ask('GET', '/v1/payments?limit=100')).body['data'] as never
}

test('a gateway is started for all of it', { skip }, async t => {
  // Each looks only at what it did itself.
  served.resolve(await behindProxy(t, { IN_FLIGHT_MAX: '2' }))
  t.pass('it runs')
  for (const [name, run] of TESTS) await t.test(name, run)
})

const TESTS: readonly (readonly [string, (t: Test) => Promise<void>])[] = [
  ['a deposit, a payment, its receipt, the history and its CSV', wholeWay],
  ['without a script: the same, and a picture of a QR code is read', withoutScript],
  ['a double press, two tabs, a reload and the way back are one payment', onePayment],
  ['what was sent is explained; what waits for its turn is taken back', underWay],
  ['to an account, and to a person who is not here yet: taken back', toPeople],
  [
    'what others write is text on every page',
    async t => hostileText(t, await served.promise, await at(t, '/wallet'))
  ],
  [
    'a Lightning address and an LNURL are paid, and what the payee says is shown',
    async t => toServices(t, await elsewhere(t))
  ],
  [
    'a deposit on the chain is followed until it is received',
    async t => onChain(t, await elsewhere(t))
  ],
  ['another site’s form moves nothing', fromElsewhere],
  ['nothing came from elsewhere, and nothing broke a rule', async t => void t.same(complaints, [])]
]

async function wholeWay(t: Test): Promise<void> {
  const g = await served.promise
  const page = await at(t, '/wallet')
  const before = await balance(g)
  await seen(t, page, 'wallet')
  await page.getByRole('link', { name: 'Top up' }).click()
  await page.waitForURL(/wallet\/deposit$/)
  t.equal((await page.locator('[name=method]').count()) >= 1, true)
  await page.locator('#amount').fill('1.5')
  await page.locator('button.main').click()
  await page.locator('[aria-invalid]').waitFor()
  await seen(t, page, 'wallet-fault')
  await page.locator('#amount').fill('21k')
  await page.locator('#memo').fill('for lunch')
  await page.locator('button.main').click()
  await page.waitForURL(/\/pay\/dep_/)
  const deposit = page.url().split('/').at(-1) ?? ''
  const bolt11 = (await g.ask('GET', `/v1/deposits/${deposit}`)).body['bolt11']
  await g.ask('POST', '/sandbox/wallet/pay', { bolt11 })
  await page.locator('h1.received').waitFor()
  await page.goto(`${g.site}/wallet`)
  t.match(await read(page), /deposit\s+\+21 000 sat\s+for lunch/)
  t.equal((await balance(g)).balance, before.balance + 21_000_000)
  await page.getByRole('link', { name: 'Pay or withdraw' }).click()
  await page.waitForURL(/withdraw$/)
  await seen(t, page, 'withdraw')
  await page.locator('#to').fill('nothing to pay')
  await page.locator('button.main').click()
  await page.getByText('That is no invoice').waitFor()
  await page.locator('#to').fill(`please pay lightning:${(await invoice(g, 12_000)).toUpperCase()}`)
  await page.locator('button.main').click()
  await page.waitForURL(/wallet\/pay\?/)
  t.match(await read(page), /Pay this\?[^]*12 sat[^]*at most[^]*5 sat[^]*17 sat[^]*Your balance/)
  await seen(t, page, 'pay')
  await page.locator('button.main').click()
  await page.getByRole('heading', { name: 'Paid' }).waitFor()
  await seen(t, page, 'payment')
  const [last] = await paid()
  t.ok((await read(page)).includes(String(last?.['preimage'])), 'with its proof')
  await page.goto(`${g.site}/wallet/history?type=payment`)
  await seen(t, page, 'history')
  t.match(await read(page), /payment[^]*−12 sat/)
  t.notMatch(await read(page, '.moves'), /deposit/)
  const saving = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Save as CSV' }).click()
  const stream = await (await saving).createReadStream()
  let csv = ''
  for await (const part of stream) csv += String(part)
  t.match(csv, new RegExp(`^id,type,[^]*${String(last?.['id'])},payment,-12000,`))
  t.notMatch(csv, /,deposit,/, 'as it is filtered')
  await page.goto(`${g.site}/wallet/history?from=2001-01-01&to=2001-01-02`)
  t.match(await read(page), /Nothing yet/)
  await page.goto(`${g.site}/wallet/history?type=deposit`)
  await page.getByRole('link', { name: 'deposit' }).first().click()
  await page.waitForURL(/wallet\/deposits\/dep_/)
  t.match(await read(page), /21 000 sat[^]*for lunch/)
  await seen(t, page, 'deposited')
}

async function withoutScript(t: Test): Promise<void> {
  const g = await served.promise
  const page = await at(t, '/wallet/withdraw', { javaScriptEnabled: false, locale: 'de-DE' })
  const bolt11 = await invoice(g, 13_000)
  const buffer = await toBuffer(`LIGHTNING:${bolt11.toUpperCase()}`, { scale: 4, margin: 4 })
  await page.locator('#picture').setInputFiles({ name: 'qr.png', mimeType: 'image/png', buffer })
  await page.locator('button.main').click()
  await page.waitForURL(/wallet\/pay\?/)
  t.match(await read(page), /Das bezahlen\?[^]*13 sat/)
  await page.locator('button.main').click()
  await page.waitForURL(/payments\/pay_/)
  t.equal((await paid())[0]?.['destination'], bolt11)
  await page.goto(`${g.site}/wallet/withdraw`)
  const not = { name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('<svg onload=alert(1)>') }
  await page.locator('#picture').setInputFiles(not)
  await page.locator('button.main').click()
  t.match(await read(page), /kann das Bild nicht|JPEG/)
}

async function onePayment(t: Test): Promise<void> {
  const g = await served.promise
  const page = await at(t, '/wallet/withdraw')
  await page.locator('#to').fill(await invoice(g, 14_000))
  await page.locator('button.main').click()
  await page.waitForURL(/wallet\/pay\?/)
  const before = (await paid()).length
  const ask = page.url()
  const form = await page.evaluate<Record<string, string>>(
    `Object.fromEntries(new FormData(document.querySelector('form[method=post]')))`
  )
  const other = await pageOf(page.context())
  await other.goto(ask)
  await Promise.all([page.locator('button.main').dblclick(), other.locator('button.main').click()])
  await page.waitForURL(/payments\/pay_/)
  await other.waitForURL(/payments\/pay_/)
  t.equal(page.url(), other.url())
  await page.reload()
  await page.goto(ask)
  t.equal(page.url(), other.url(), 'who comes back to the question sees what was paid')
  const send = async (more: object = {}) =>
    page.request.post(`${g.site}/wallet/pay`, { form: { ...form, ...more }, maxRedirects: 0 })
  const again = await Promise.all([send(), send(), send()])
  for (const answer of again) t.ok(other.url().endsWith(answer.headers()['location'] ?? '-'))
  const another = await send({ to: await invoice(g, 14_000) })
  t.equal(another.status(), 422)
  t.match(await another.text(), /This screen has paid something already/)
  t.equal((await paid()).length, before + 1)
}

async function underWay(t: Test): Promise<void> {
  const g = await served.promise
  await outcomes(g, ...[1, 2].map(() => ({ is: 'stall', ms: 30_000, then: 'settle' }) as const))
  const page = await at(t, '/wallet')
  for (const amount of [15_000, 15_000])
    await g.ask('POST', '/v1/payments', { destination: await invoice(g, amount) }, { wait: 0 })
  await page.goto(`${g.site}/wallet/withdraw`)
  await page.locator('#to').fill(await invoice(g, 16_000))
  await page.locator('button.main').click()
  await page.waitForURL(/wallet\/pay\?/)
  await page.locator('button.main').click()
  await page.getByRole('heading', { name: 'Waiting for its turn' }).waitFor()
  const waiting = page.url()
  await seen(t, page, 'waiting')
  await page.goto(`${g.site}/wallet`)
  t.match(await read(page), /are held for what is under way[^]*15 sat is on its way/)
  t.match(await read(page), /16 sat waits for its turn/)
  await page.getByRole('link', { name: '15 sat is on its way' }).first().click()
  await page.waitForURL(/payments\/pay_/)
  t.match(await read(page), /Your sats are held, nothing is lost/)
  const sent = page.url().split('/').at(-1) ?? ''
  await page.goto(waiting)
  await page.getByRole('button', { name: 'Take it back' }).click()
  await page.getByRole('heading', { name: 'Not paid' }).waitFor()
  t.match(await read(page), /It was cancelled.*You have your sats back/)
  await page.goto(waiting.replace(/pay_\w+$/, sent))
  await page.getByRole('heading', { name: /^(Paid|Not paid)$/ }).waitFor()
}

async function toPeople(t: Test): Promise<void> {
  const g = await served.promise
  const sub = String((await g.ask('POST', '/v1/accounts', { name: 'Sub & <b>Co</b>' })).body['id'])
  const page = await at(t, '/wallet/send')
  await seen(t, page, 'send')
  const fill = async (to: string, amount: string): Promise<void> => {
    await page.goto(`${g.site}/wallet/send`)
    await page.locator('#to').fill(to)
    await page.locator('#amount').fill(amount)
    await page.locator('#memo').fill('thank you')
    await page.locator('button.main').click()
  }
  await fill('@somebody', '7')
  await page.getByText('Nobody was seen under that name').waitFor()
  await fill(sub, '7')
  await page.waitForURL(/send\/confirm/)
  t.match(await read(page), /Send this\?[^]*7 sat[^]*acc_[^]*thank you[^]*free/)
  await seen(t, page, 'send-confirm')
  const ask = page.url()
  await page.locator('button.main').dblclick()
  await page.waitForURL(/transfers\/trf_/)
  const transfer = page.url()
  t.match(await read(page), /Sent[^]*7 sat[^]*Sub & <b>Co<\/b>[^]*thank you/)
  await page.goto(ask)
  t.equal(page.url(), transfer, 'who comes back finds what was sent')
  t.equal((await g.ask('GET', '/v1/account', undefined, { as: sub })).body['balance_msat'], 7_000)
  await fill('telegram:77', '8')
  await page.waitForURL(/send\/confirm/)
  await page.locator('button.main').click()
  await page.waitForURL(/transfers\/trf_/)
  t.match(await read(page), /Waiting to be claimed/)
  await seen(t, page, 'claimable')
  await page.getByRole('button', { name: 'Take it back' }).click()
  await page.getByRole('heading', { name: 'Went back' }).waitFor()
  await fill('name@localhost', '9')
  await page.waitForURL(/wallet\/pay\?/)
}

async function fromElsewhere(t: Test): Promise<void> {
  await foreignForm(t, await served.promise, await at(t, '/wallet'))
  complaints.splice(0, complaints.length, ...complaints.filter(said => !/evil\.example/.test(said)))
}
