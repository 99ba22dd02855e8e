// What contributors get wrong is said in words that name the place and what would be right.
import { test } from 'tap'
import { folder, HONEST, open, order, serve } from '../lapps/harness/open.ts'

test('a refusal of another code names the five', async t => {
  const lapps = await open(t, {
    odd: folder('odd', `async invoice () { throw new Refusal('sold_out', 'No more.') }`)
  })
  t.match(await lapps.ask('odd', 'invoice', order()), {
    is: 'unavailable',
    because: 'bug',
    why: /one of invalid, soldOut, limit, unsupported, upstream, not "sold_out"/
  })
})

test('a mistake of syntax is shown with its line, and nothing of Node', async t => {
  const lapps = await open(t, { good: folder('good', HONEST), odd: folder('odd', 'invoice: (,') })
  const [said] = lapps.invalid
  t.match(said, { id: 'odd', why: /index\.ts:\d+/ })
  t.match(said?.why, /invoice: \(,/)
  t.notMatch(said?.why, /\n\s+at |node:internal/)
})

test('a service’s own no that a LApp does not read is told with its status', async t => {
  const { url } = await serve(t, (_request, response) => response.writeHead(422).end('{}'))
  const code = `async invoice ({}, { http }) { return { bolt11: await http.get('x').text() } }`
  const variables = { LAPP_ODD_URL: url }
  const lapps = await open(t, { odd: folder('odd', code) }, { variables })
  t.match(await lapps.ask('odd', 'invoice', order()), {
    because: 'upstream',
    why: /HTTPError 422/
  })
})
