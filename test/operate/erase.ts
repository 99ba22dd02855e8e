// A person who goes: what they were called and wrote is in no table any more, and the books add up.
import { test } from 'tap'
import { LNSMS, told } from '../e2e/harness/place.ts'
import { until } from '../e2e/harness/until.ts'
import type { Gateway } from '../e2e/harness/asking.ts'
import { cli } from '../e2e/harness/cli.ts'
import { house } from '../bot/harness/gateway.ts'
import { ask, everyRow } from '../harness/sql.ts'

const WORD = ['--reason', 'she asked for it', '--by', 'ada'] as const

const keyOf = async (g: Gateway, account: string): Promise<string> => {
  const made = await cli(
    g,
    ...['--json', 'key', 'create', '--account', account, '--name', 'zinnober-key'],
    ...['--scopes', 'account:read,purchases:write,transfers:write,deposits:write']
  )
  return (JSON.parse(made.out) as { readonly key: string }).key
}

test('names, memos, inputs and identities are gone; entries stay; a stranger stays', async t => {
  const { tg, gateway: g, person, fund } = await house(t, LNSMS)
  const [ann, ben] = [person(901, 'Zinnober', 'zinnoberkanari'), person(902, 'Benedikt')]
  await fund(ben, 5_000_000)
  await fund(ann, 9_000_000)
  ann.says('/buy lnsms')
  await tg.sees(901, /· 1\//)
  const url = told(g.dir)?.database_url ?? ''
  const [[raw] = []] = await ask(url, `select account from identity where external_id = '901'`)
  const account = `acc_${String(raw).replaceAll('-', '')}`
  const key = await keyOf(g, account)
  const as = async (path: string, body: object) => g.ask('POST', path, body, { key, wait: 30 })
  const input = { number: '+19876543210', text: 'zinnober text' }
  t.match((await as('/v1/lapps/lnsms/purchases', { input })).body, { status: 'delivered' })
  const memo = 'zinnober memo'
  await as('/v1/transfers', { to: 'telegram:902', amount_msat: 2_000_000, memo })
  t.match(await everyRow(url), /zinnober/i)

  const erase = async () => cli(g, '--json', 'account', 'erase', account, ...WORD, '--yes')
  t.match(await cli(g, 'account', 'erase', account, ...WORD), { code: 2, out: /say --yes/ })
  t.match(await erase(), { out: /owns \d+ msat: pay them out first/ })
  const { body } = await g.ask('GET', '/v1/account', undefined, { key })
  const own = told(g.dir)?.account_id ?? ''
  await as('/v1/transfers', { to: own, amount_msat: Number(body['balance_msat']), memo })

  const entries = await ask(url, 'select count(*), sum(amount_msat) from entry')
  t.match(await erase(), { code: 0, out: /"accounts":\s*1,\s*"identities":\s*1/ })
  const left = await everyRow(url)
  t.same(
    left.split('\n').filter(row => /zinnober/i.test(row)),
    []
  )
  t.match(left, /Benedikt/)
  t.same(await ask(url, 'select count(*), sum(amount_msat) from entry'), entries)
  const refused = async () =>
    (await g.ask('GET', '/v1/account', undefined, { key })).status === 401 || undefined
  t.ok(await until(refused, 10_000), 'her key opens nothing any more')
  t.match(await cli(g, 'audit'), { code: 0 })
  t.match(await erase(), { code: 0 }, 'a second time nothing is left to do')

  ann.says('/balance')
  await tg.sees(901, /0 sat/)
  const [[anew] = []] = await ask(url, `select account from identity where external_id = '901'`)
  t.not(anew, raw, 'who comes again is somebody new')
})
