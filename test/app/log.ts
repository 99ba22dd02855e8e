import { test } from 'tap'
import { traced } from '../../src/core/trace.ts'
import { openLog } from '../../src/app/log.ts'

test('secrets are blotted by their form and by being known, wherever a library puts them', async t => {
  const lines: string[] = []
  const databaseUrl = 'postgres://lapp:p%40ss%20word@db.example/lapp'
  const log = openLog(
    {
      logLevel: 'trace',
      databaseUrl,
      lapps: { LAPP_X_KEY: 'sesame"open', LAPP_X_URL: 'http://x' }
    },
    { write: line => void lines.push(line) }
  )
  const preimage = 'ab'.repeat(32)
  for (const [facts, message] of [
    [{ error: Object.assign(new Error('x'), { query: 'p@ss word' }) }, 'the raw password'],
    [{ url: databaseUrl, other: 'redis://me:hidden@host' }, 'addresses'],
    [{ answer: JSON.stringify({ payment_preimage: preimage }) }, `{"preimage":"${preimage}"}`],
    [{ headers: { authorization: 'Bearer abc.def' } }, 'lgk_0a1b2c3d_secretpart'],
    [{ said: 'sesame"open' }, 'whsec_AAAA+/=']
  ] as const)
    log.info(facts, message)
  const all = lines.join('')
  for (const secret of [
    'p@ss',
    'p%40ss',
    'hidden',
    preimage,
    'abc.def',
    'secretpart',
    'sesame',
    'AAAA'
  ])
    t.notOk(all.includes(secret), secret)
  t.match(all, /lgk_0a1b2c3d_\[secret\]/)
  for (const line of lines) t.doesNotThrow(() => JSON.parse(line) as unknown)
})

test('each line carries the name of the request that it is said for', async t => {
  const lines: string[] = []
  const log = openLog(
    { logLevel: 'info', databaseUrl: undefined, lapps: {} },
    { write: line => void lines.push(line) }
  )
  await traced('a-request', async () => {
    await Promise.resolve()
    log.info('inside')
  })
  log.info('outside')
  t.match(
    lines.map(line => JSON.parse(line) as object),
    [
      { msg: 'inside', trace: 'a-request' },
      { msg: 'outside', trace: undefined }
    ]
  )
})
