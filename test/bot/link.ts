import { test } from 'tap'
import { SCOPES } from '../../src/account/scopes.ts'
import { until } from '../e2e/harness/until.ts'
import { house } from './harness/gateway.ts'

test('a person and an account are joined when both say so, and then have one balance', async t => {
  const { tg, gateway, person, fund } = await house(t)
  const [ann, eve] = [person(71, 'Ann'), person(72, 'Eve')]
  await fund(ann, 3_000_000)
  const account = (await gateway.ask('POST', '/v1/accounts', { name: 'The shop' })).body
  const keyWith = async (...scopes: string[]): Promise<string> => {
    const wish = { name: 'key', account: account['id'], scopes }
    return String((await gateway.ask('POST', '/v1/api-keys', wish)).body['key'])
  }
  const all = SCOPES.filter(scope => scope !== 'admin')
  const [key, some] = [await keyWith(...all), await keyWith('keys:write')]
  const balance = async () =>
    (await gateway.ask('GET', '/v1/account', undefined, { key })).body['balance_msat']
  const offer = (code: string, by = key) =>
    gateway.ask('POST', '/v1/account/link', { code }, { key: by })
  const asked = async () =>
    /"code":"([^"]+)"/.exec((await tg.sees(71, /"code":"/)).text)?.[1] ?? 'none'

  ann.says('/api')
  ann.presses(await tg.sees(71, /Keys for programs/), /Everything/)
  const old = /lgk_\S+/.exec((await tg.sees(71, /lgk_/)).text)?.[0] ?? ''
  ann.says('/deposit 77')
  const bolt11 = /lnbcrt\w+/.exec((await tg.sees(71, /Pay this/)).text)?.[0]

  ann.says('/link')
  const code = await asked()
  t.match(await offer('0123456789abcdef'), { status: 404 }, 'not with a code that nobody asked for')
  t.match(await offer(code, some), { status: 403 }, 'not with a key that may do less')
  t.match(await offer(code, old), { status: 404 }, 'not with oneself')
  t.match(await offer(code), { status: 202, body: { status: 'offered' } })
  const question = await tg.sees(71, /The account The shop asks to be linked/)
  t.match(question.text, 'Your 3,000 sat moves there')
  t.equal(await balance(), 0, 'nothing has moved')
  eve.says('/start')
  await tg.sees(72, /Welcome/)
  eve.presses(question, /Link/)
  await tg.until(
    () => tg.calls.find(({ params }) => /somebody else/.test(String(params['text']))),
    'a refusal'
  )
  for (let n = 0; n < 5; n++) ann.presses(question, /Link/)
  await tg.sees(71, /Linked: this chat shows that account now\.\nYour balance: 3,000 sat/)
  t.equal(await balance(), 3_000_000)
  const byOld = async () => gateway.ask('GET', '/v1/account', undefined, { key: old })
  await until(async () => ((await byOld()).status === 401 ? true : undefined))

  await gateway.ask('POST', '/v1/transfers', { to: 'telegram:71', amount_msat: 5_000 })
  await tg.sees(71, /sent you 5 sat/)
  t.equal(
    tg.shown.filter(m => m.chat === 71 && /3,000 sat/.test(m.text) && /💛/.test(m.text)).length,
    1,
    'that one’s own balance moved along is no tip'
  )
  t.equal(await balance(), 3_005_000, 'what comes to the person comes to the account')
  await gateway.ask('POST', '/sandbox/wallet/pay', { bolt11 })
  await until(async () => ((await balance()) === 3_082_000 ? true : undefined))
  ann.says('/link')
  ann.presses(await tg.sees(71, /This chat is linked/), /Unlink/)
  await tg.sees(71, /Unlinked[^]*Your balance: 0 sat/)
  t.equal(await balance(), 3_082_000)
})
