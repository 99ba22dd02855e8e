// The operator’s page in a real browser, over a gateway with trouble: who may see it, what it
// tells, and the one thing that it does.
import pg from 'pg'
import type { Page } from 'playwright-core'
import { test, type Test } from 'tap'
import { ECHO, told } from '../e2e/harness/place.ts'
import { until } from '../e2e/harness/until.ts'
import { faults as nodeFaults, invoice } from '../e2e/harness/money.ts'
import { behindProxy, type Served } from './harness/behind-proxy.ts'
import { noBrowser } from './harness/browser.ts'
import { read } from './harness/look.ts'
import { shopper } from './harness/shopper.ts'

const skip = await noBrowser()

const served = Promise.withResolvers<Served>()
const { visit, signIn, seen, complaints } = shopper(served.promise, true)

const REASON = `a drill <b onclick="alert(1)">bold</b>`

test('a gateway is started for all of it', { skip }, async t => {
  served.resolve(await behindProxy(t, ECHO))
  for (const [name, run] of TESTS) await t.test(name, run)
  t.same(complaints, [], 'no rule was broken, nothing came from elsewhere')
})

const TESTS: readonly (readonly [string, (t: Test) => Promise<void>])[] = [
  ['who has no key with admin sees nothing of it, and freezes nothing', hidden],
  ['it tells what is owed, held, stuck and failing, in both languages', tells],
  ['it freezes only when asked twice, writes that down, and payments stop', freezes],
  ['another site’s form freezes nothing', fromElsewhere]
]

async function asOperator(page: Page): Promise<void> {
  const { site, dir } = await served.promise
  await page.goto(`${site}/sign-in?next=%2Foperator`)
  await page.locator('#key').fill(told(dir)?.admin_key ?? '')
  await page.locator('form:has(#key) button').click()
  await page.waitForURL(`${site}/operator`)
}

async function rows<T extends object>(sql: string): Promise<readonly T[]> {
  const client = new pg.Client((await served.promise).database)
  await client.connect()
  const found = await client.query<T>(sql)
  await client.end()
  return found.rows
}

const decisions = async () =>
  rows<{ what: string; operator: string; reason: string }>(
    `select what, operator, reason from operation order by created_at`
  )

async function hidden(t: Test): Promise<void> {
  const { site } = await served.promise
  const page = await visit(t)
  await page.goto(`${site}/operator`)
  t.match(page.url(), /sign-in\?next=%2Foperator$/)
  await signIn(page)
  t.equal(await page.locator('nav a[href$="/operator"]').count(), 0)
  for (const path of ['/operator', `/operator/payments/pay_${'0'.repeat(32)}`]) {
    const answer = await page.goto(site + path)
    t.equal(answer?.status(), 403, path)
    t.notMatch(await read(page), /Solvency|Evidence/)
  }
  await page.goto(`${site}/sessions`)
  const csrf = await page.locator('[name=csrf]').first().inputValue()
  for (const path of ['/operator/freeze', '/operator/audit']) {
    const form = { csrf, to: 'frozen', reason: 'mischief', sure: 'true' }
    const answer = await page.request.post(site + path, {
      form,
      headers: { origin: new URL(site).origin }
    })
    t.equal(answer.status(), 403, path)
    t.match(await answer.text(), /data-code="forbidden"/)
  }
  t.same(await rows('select 1 from outgoing where frozen'), [])
}

async function tells(t: Test): Promise<void> {
  const gateway = await served.promise
  const { ask } = gateway
  await nodeFaults(gateway, { is: 'phantom' })
  const destination = await invoice(gateway, 3_000)
  const payment = await ask('POST', '/v1/payments', { destination }, { wait: 0 })
  const id = String(payment.body['id'])
  await until(async () => {
    const [row] = await rows<{ state: string }>('select state from payment')
    return row?.state === 'sent' ? row : undefined
  })
  await rows('update payment set stuck = true')
  await until(async () => {
    const ready = await ask('GET', '/health/ready')
    return JSON.stringify(ready.body).includes('payment hangs') ? ready : undefined
  })
  const hook = await ask('POST', '/v1/webhooks', { url: 'http://127.0.0.1:9/a-secret-path' })
  await ask('POST', `/v1/webhooks/${String(hook.body['id'])}/test`)
  // The English one last: of each page it is the picture of the documentation.
  for (const locale of ['de-DE', 'en-GB']) {
    const page = await visit(t, { locale })
    await asOperator(page)
    await seen(t, page, 'operator')
    const text = await read(page)
    t.match(text, /(Owed to users|Den Nutzern geschuldet)\s+1 000 000 sat/)
    t.match(text, /(up to a minute|bis eine Minute)\s+1\s+8 sat/)
    t.match(text, new RegExp(`${id}[^]*${String(hook.body['id'])}[^]*127\\.0\\.0\\.1:9`))
    t.notMatch(text, /a-secret-path/)
    // What is warned of in English for programs is said in the reader's language here.
    const warned = await read(page, '.notice.warn >> nth=0')
    t.match(
      warned,
      locale === 'en-GB' ? /payments? hangs?|LApps run/ : /Zahlung(en)? häng(t|en)|LApps laufen/
    )
    t.equal(await page.locator('.notice.warn[lang=en]').count(), 0)
    t.match(text, /Core Lightning[^]*Node\.js\s+v26/)
    await page.getByRole('link', { name: id }).click()
    await page.waitForURL(/payments/)
    t.match(await read(page), /"channels_with_htlc": \d[^]*payment resolve pay_/)
    t.notMatch(await read(page), /preimage/i)
    await seen(t, page, 'operator-payment')
    await page.goBack()
    await page.getByRole('button', { name: /whole books|ganzen Bücher/ }).click()
    await page.locator('[role=status].good').waitFor()
    t.match(await read(page), /The books balance\.|Die Bücher stimmen\./)
  }
}

async function freezes(t: Test): Promise<void> {
  const gateway = await served.promise
  const { ask } = gateway
  const pay = async (): Promise<unknown> => {
    const destination = await invoice(gateway, 1_000)
    return (await ask('POST', '/v1/payments', { destination }, { wait: 20 })).body
  }
  // It works without a script.
  const page = await visit(t, { javaScriptEnabled: false })
  await asOperator(page)
  await page.getByRole('button', { name: 'Freeze' }).click()
  t.match(await read(page), /Say why\./)
  await page.getByLabel('Why').fill(REASON)
  await page.getByRole('button', { name: 'Freeze' }).click()
  t.match(await read(page), /Freeze all outgoing payments\?/)
  t.equal(await page.locator('main b').count(), 0)
  t.same(await decisions(), [], 'nothing was done yet')
  t.match(await pay(), { status: 'succeeded' })
  await page.getByRole('button', { name: 'Yes, freeze' }).click()
  t.match(
    await read(page),
    /Frozen, and written down\.[^]*a drill <b onclick="alert\(1\)">bold<\/b>/
  )
  t.equal(await page.locator('main b').count(), 0)
  const [first, ...others] = await decisions()
  t.same(others, [])
  t.match(first, { what: 'freeze', reason: REASON })
  t.match(first?.operator, /^key_[0-9a-f]{32} \(sandbox admin\) of acc_[0-9a-f]{32}$/)
  await until(async () => ((await pay()) as { code?: string }).code === 'frozen' || undefined)
  await page.goto(page.url().replace('?frozen', ''))
  await page.getByLabel('Why').fill('the drill is over')
  await page.getByRole('button', { name: 'Let them go out again' }).click()
  t.equal((await decisions()).length, 1)
  t.match(await pay(), { code: 'frozen' })
  await page.getByRole('button', { name: 'Yes, let them go' }).click()
  t.match(await read(page), /Payments go out again/)
  t.match((await decisions()).at(-1), { what: 'unfreeze', reason: 'the drill is over' })
  await until(
    async () => ((await pay()) as { status?: unknown }).status === 'succeeded' || undefined
  )
}

async function fromElsewhere(t: Test): Promise<void> {
  const { site } = await served.promise
  const page = await visit(t)
  await asOperator(page)
  const before = await decisions()
  await page.route('https://evil.example/', async route =>
    route.fulfill({
      contentType: 'text/html',
      body: `<form method=post action="${site}/operator/freeze"><input name=to value=frozen>
        <input name=reason value=x><input name=sure value=true></form>`
    })
  )
  await page.goto('https://evil.example/')
  const [answer] = await Promise.all([
    page.waitForResponse(/operator\/freeze/),
    page.evaluate('document.forms[0].submit()')
  ])
  t.equal(answer.status(), 403)
  await page.waitForLoadState()
  t.same(await decisions(), before)
  complaints.splice(0, complaints.length, ...complaints.filter(said => !/evil\.example/.test(said)))
}
