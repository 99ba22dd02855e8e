import { test } from 'tap'
import { readManifest } from '../../../src/lapps/contract/manifest.ts'

const MINIMAL = {
  contract: 1,
  id: 'echo',
  version: '1.0.0',
  title: 'Echo',
  summary: 'Says what you say',
  category: 'fun',
  url: 'https://echo.example/',
  price: 'fixed',
  delivers: 'text',
  status: 'active',
  examples: [{ text: 'hello' }],
  maintainers: ['@somebody']
}

const read = (facts: object, folder = 'echo'): ReturnType<typeof readManifest> =>
  readManifest(folder, JSON.stringify(facts))

test('the required facts are enough, and the rest has defaults', t => {
  t.match(read(MINIMAL), {
    is: 'ok',
    manifest: {
      ...MINIMAL,
      hosts: [],
      secrets: {},
      languages: ['en'],
      limits: { msatMin: 1, msatMax: 100_000_000, expiryMin: 30 },
      retry: 'again',
      holds: false,
      refund: { by: 'none', text: 'A Lightning payment cannot be taken back' },
      alerts: {}
    }
  })
  t.end()
})

test('each limit and secret stands alone', t => {
  const secrets = { API_KEY: { title: 'Key', obtain: 'Ask them' } }
  t.match(read({ ...MINIMAL, limits: { msatMax: 5000 }, secrets, refund: 'merchant' }), {
    manifest: {
      limits: { msatMin: 1, msatMax: 5000 },
      secrets: { API_KEY: { optional: false } },
      refund: { by: 'merchant', text: 'The merchant decides about refunds' }
    }
  })
  t.match(read({ ...MINIMAL, refund: { by: 'none', text: 'Ask support' } }), {
    manifest: { refund: { by: 'none', text: 'Ask support' } }
  })
  t.end()
})

test('every required fact is missed by name', t => {
  for (const name of Object.keys(MINIMAL)) {
    t.match(read({ ...MINIMAL, [name]: undefined }), {
      is: 'invalid',
      why: new RegExp(`'${name}'`)
    })
  }
  t.end()
})

test('a wrong fact is named with the reason', t => {
  const cases: [object, RegExp][] = [
    [{ contract: 2 }, /lapp\.json\/contract .*1/],
    [{ id: 'Echo' }, /\/id is "Echo" .*must match/],
    [{ version: '1' }, /\/version/],
    [{ summary: 'With a full stop.' }, /\/summary/],
    [{ title: 'x'.repeat(31) }, /\/title/],
    [{ category: 'misc' }, /\/category .*messaging/],
    [{ url: 'http://echo.example/' }, /\/url/],
    [{ hosts: ['*.example.com'] }, /\/hosts\/0/],
    [{ hosts: ['127.0.0.1'] }, /\/hosts\/0/],
    [{ secrets: { URL: { title: 'x', obtain: 'x' } } }, /secrets/],
    [{ limits: { msatMax: 0 } }, /\/limits\/msatMax/],
    [{ examples: [] }, /\/examples/],
    [{ maintainers: ['somebody'] }, /\/maintainers\/0/],
    [{ title: 'x'.repeat(31) }, /\/title is "x+" \(31 characters\) and .*more than 30/],
    [{ limits: { msatMax: 0 } }, /\/limits\/msatMax is 0 and must be >= 1/],
    [{ category: 'phne' }, /\/category is "phne" .*: is "phone" meant\?/],
    [{ statuss: 'active' }, /has no field "statuss": is "status" meant\?/],
    [{ msatmax: 1 }, /has no field "msatmax"$/],
    [{ refund: { by: 'service' } }, /\/refund\/by is "service" .*one of none, merchant$/],
    [{ limits: { msatmax: 1 } }, /\/limits has no field "msatmax": is "msatMax" meant\?/]
  ]
  for (const [facts, why] of cases) t.match(read({ ...MINIMAL, ...facts }), { is: 'invalid', why })
  t.match(read(MINIMAL, 'other'), { is: 'invalid', why: /folder is "other"/ })
  for (const [text, line, column] of [
    ['{\n "id": echo }', 2, 8],
    ['{\n "id": "echo",\n}', 3, 1],
    ['{"a": [1,\n]}', 2, 1],
    ['{\n"id" "echo"}', 2, 6],
    ['{"a": "b', 1, 9],
    ['', 1, 1]
  ] as const) {
    const place = `line ${line} column ${column})`
    const read = readManifest('echo', text)
    t.match(read, { is: 'invalid', why: /^lapp\.json is not JSON: / })
    t.ok(read.is === 'invalid' && read.why.endsWith(place), JSON.stringify([read, place]))
  }
  t.match(readManifest('echo', 'null'), { is: 'invalid' })
  t.end()
})
