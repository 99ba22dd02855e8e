import { test } from 'tap'
import { settingsOf } from '../../src/lapps/settings.ts'

const SHOPS = { echo: 'http://127.0.0.1:1', lnsms: 'http://127.0.0.1:2' }
const at = (id: string, url: string, variables: Record<string, string> = {}, shops = SHOPS) =>
  settingsOf({ id, url, secrets: {} }, variables, shops).url

test('a shop of the sandbox is asked by who bears its name, or names its example address', async t => {
  t.equal(at('lnsms', 'https://lnsms.world/'), SHOPS.lnsms)
  t.equal(at('yodel', 'https://echo.example/'), SHOPS.echo)
  t.equal(at('yodel', 'https://echo.example'), SHOPS.echo)
  for (const url of ['https://echo.example.com/', 'https://an.echo.example/', 'https://echo.org/'])
    t.equal(at('yodel', url), undefined, url)
  const own = { LAPP_YODEL_URL: 'http://own', LAPP_ECHO_URL: 'http://of-another' }
  t.equal(at('yodel', 'https://echo.example/', own), own.LAPP_YODEL_URL, 'the operator decides')
  t.equal(
    settingsOf({ id: 'yodel', url: 'https://echo.example/', secrets: {} }, own).url,
    own.LAPP_YODEL_URL
  )
})

test('only what the manifest names is taken', async t => {
  const variables = { LAPP_A_B_KEY: 'a', LAPP_A_B_OTHER: 'b', LAPP_C_KEY: 'c' }
  const secret = { title: 'A key', obtain: 'Ask for it.', optional: false }
  const secrets = { KEY: secret, LACK: secret, MAY: { ...secret, optional: true } }
  const read = settingsOf({ id: 'a-b', url: 'https://a.example/', secrets }, variables)
  t.strictSame(read, { url: undefined, secrets: { KEY: 'a' }, missing: ['LACK'] })
})
