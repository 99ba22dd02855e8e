// An author reads why their service was not heard: ky calls all of it a network error.
import { test } from 'tap'
import { folder, open, order, serve } from '../lapps/harness/open.ts'

const code = `async invoice ({}, { http }) { return { bolt11: await http.post('x').text() } }`

test('an answer above a megabyte is called so', async t => {
  const { url } = await serve(t, (_request, response) => response.end('a'.repeat(1_100_000)))
  const lapps = await open(t, { odd: folder('odd', code) }, { variables: { LAPP_ODD_URL: url } })
  t.match(await lapps.ask('odd', 'invoice', order()), {
    because: 'upstream',
    why: /NetworkError, its answer was above a megabyte/
  })
})

test('so is a service that is not there', async t => {
  const variables = { LAPP_ODD_URL: 'http://127.0.0.1:9/' }
  const lapps = await open(t, { odd: folder('odd', code) }, { variables })
  t.match(await lapps.ask('odd', 'invoice', order()), {
    because: 'upstream',
    why: /NetworkError, nothing answers at its address/
  })
})
