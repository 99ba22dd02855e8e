// The project's own LApp buys from the paid endpoint of another gateway.
import { dirname, join } from 'node:path'
import { test } from 'tap'
import { askControl } from '../../src/sandbox/ask-control.ts'
import { LNSMS, freePort, place, told } from '../e2e/harness/place.ts'
import { composed } from '../e2e/harness/composed.ts'
import { until } from '../e2e/harness/until.ts'
import { cli } from '../e2e/harness/cli.ts'
import { texts } from '../e2e/harness/money.ts'
import { createDatabase } from '../harness/database.ts'

const SMS = { number: '+19876543210', text: 'without an account' }

test('paid-url buys a text message from the paid endpoint of a second gateway', async t => {
  const seller = await composed(t, await place(t), LNSMS)
  const { lightning_rpc } = told(seller.dir) ?? { lightning_rpc: '' }
  const buyer = await composed(
    t,
    { dir: join(seller.dir, 'buyer'), port: await freePort(), database: await createDatabase(t) },
    {
      LIGHTNING_RPC: lightning_rpc,
      NODE_SHARED: 'true',
      LAPPS: 'paid-url',
      LAPP_PAID_URL_URL: seller.url,
      RATE_LIMIT: '0'
    }
  )
  const made = await cli(buyer, 'account', 'create', 'buyer', '--json')
  const { id } = JSON.parse(made.out) as { readonly id: string }
  const scopes = 'account:read,deposits:write,purchases:write'
  const given = await cli(buyer, 'key', 'create', '--account', id, '--scopes', scopes, '--json')
  const { key } = JSON.parse(given.out) as { readonly key: string }
  const funds = await buyer.ask('POST', '/v1/deposits', { amount_msat: 2_000_000 }, { key })
  const control = join(dirname(lightning_rpc), 'control')
  await askControl(control, 'POST', '/wallet/pay', { bolt11: funds.body['bolt11'] })
  await until(async () => {
    const { body } = await buyer.ask('GET', '/v1/account', undefined, { key })
    return body['balance_msat'] === 2_000_000 ? true : undefined
  })
  const input = {
    url: 'https://paid.example/paid/lnsms',
    sat: 1_000,
    send: JSON.stringify({ input: SMS })
  }
  const bought = await buyer.ask(
    'POST',
    '/v1/lapps/paid-url/purchases',
    { input, max_total_msat: 1_100_000 },
    { key, wait: 60 }
  )
  t.match(bought, { status: 201, body: { status: 'delivered' } })
  const { output } = bought.body['delivery'] as { output: { body: string } }
  t.match(JSON.parse(output.body), { lapp: 'lnsms', status: 'delivered' })
  t.same(
    (await texts(seller)).filter(text => text === SMS.text),
    [SMS.text]
  )
  const dear = await buyer.ask(
    'POST',
    '/v1/lapps/paid-url/purchases',
    { input: { ...input, sat: 1 } },
    { key }
  )
  t.match(dear, { status: 422, body: { code: 'lapp_refused' } })
  await buyer.close()
})
