import { test } from 'tap'
import { folder, HONEST, open, order } from './harness/open.ts'

const QUOTES = `
  quote: async ({ msatMax }) => ({ msat: msat(msatMax - 1n), expiresAt: new Date(0), note: 'cheap' }),
  ${HONEST},
  output: {
    type: 'object',
    properties: { code: { type: 'string', title: 'Code', maxLength: 9 } },
    required: ['code'],
    additionalProperties: false
  },
  deliver: async ({ input }, paid) =>
    input.text === 'late' ? { state: 'later', retryAfterMs: 5 }
    : input.text === 'never' ? { state: 'failed', reason: 'Sold twice.' }
    : { state: 'ready', output: { code: paid.preimage.slice(0, input.text.length) } }`
const PAID = { bolt11: 'lnbcrt1', preimage: 'ab'.repeat(32), reference: undefined }

test('a folder is a LApp, and one that is invalid harms no other', async t => {
  const text = 'export default 1'
  const lapps = await open(t, {
    good: folder('good', HONEST),
    quoting: folder('quoting', QUOTES, { status: 'paused' }),
    'other-name': folder('good', HONEST),
    empty: {},
    syntax: { ...folder('syntax', HONEST), 'index.ts': 'export default {' },
    shapeless: { ...folder('shapeless', HONEST), 'index.ts': text },
    formless: folder('formless', `${HONEST}, output: { type: 'array' }`),
    importing: folder('importing', `x: await import('node:fs'), ${HONEST}`),
    '.hidden': {}
  })
  t.same(
    lapps.list.map(({ id, hasQuote, delivers, status }) => [id, hasQuote, delivers, status]),
    [
      ['good', false, false, 'active'],
      ['quoting', true, true, 'paused']
    ]
  )
  t.match(lapps.find('quoting'), {
    manifest: { title: 'A LApp' },
    input: { properties: { text: { title: 'Text' } } },
    output: { properties: { code: { title: 'Code' } } }
  })
  t.equal(lapps.find('empty'), undefined)
  const why = Object.fromEntries(lapps.invalid.map(one => [one.id, one.why]))
  t.match(why, {
    'other-name': /folder is "other-name"/,
    empty: /no lapp\.json/,
    syntax: /index\.ts: .*(Expression expected|Unexpected|end of input|eof)/is,
    shapeless: /no `export default defineLApp/,
    formless: /output: /,
    importing: /imports only '#lapp'.*node:fs/s
  })
  t.equal(Object.keys(why).length, 6)
  t.match(await lapps.ask('good', 'invoice', order('hello')), {
    is: 'ok',
    value: { bolt11: 'lnbcrt1', reference: 'hello' }
  })
})

test('quotes and deliveries come back in the words of the contract', async t => {
  const lapps = await open(t, {
    quoting: folder('quoting', QUOTES),
    dateless: folder('dateless', QUOTES.replace('new Date(0)', `'2100-01-01'`))
  })
  t.same(await lapps.ask('quoting', 'quote', order()), {
    is: 'ok',
    value: { msat: 4_999_999n, expiresAt: new Date(0), note: 'cheap' }
  })
  const dateless = await lapps.ask('dateless', 'quote', order())
  t.match(dateless, { because: 'bug', why: /^TypeError: quote: expiresAt must be a Date, as / })
  const deliver = (text: string): Promise<unknown> =>
    lapps.ask('quoting', 'deliver', { ...order(text), paid: PAID })
  t.match(await deliver('four'), { is: 'ok', value: { state: 'ready', output: { code: 'abab' } } })
  t.match(await deliver('late'), { value: { state: 'later', retryAfterMs: 5 } })
  t.match(await deliver('never'), { value: { state: 'failed', reason: 'Sold twice.' } })
  t.match(await deliver('ten is too'), { is: 'unavailable', because: 'bug' }, 'output by its form')
})

test('input that the form does not let through never reaches the LApp', async t => {
  const lapps = await open(t, { good: folder('good', HONEST) })
  t.match(await lapps.ask('good', 'invoice', order('')), {
    is: 'refused',
    code: 'invalid',
    field: 'text',
    message: /Text must be a text/
  })
  t.match(lapps.find('good')?.read({}), { is: 'invalid', error: { pointer: '/input/text' } })
  t.match(await lapps.ask('none', 'invoice', order()), { is: 'unavailable', because: 'setup' })
})

test('a refusal is a no, and anything else that is thrown or answered is a bug in the log', async t => {
  const lapps = await open(t, {
    moody: folder(
      'moody',
      `async invoice ({ input: { text } }) {
        if (text === 'no') throw new Refusal('soldOut', 'No more.', { field: 'text' })
        if (text === 'up') throw new Refusal('upstream', 'They are silent.')
        if (text === 'throw') throw new TypeError('oops')
        if (text === 'string') throw 'oops'
        if (text === 'stray') { Promise.reject(new Error('stray')); await new Promise(r => setTimeout(r, 5)) }
        return { nothing: null, empty: { bolt11: '' }, number: { bolt11: 1 }, stray: { bolt11: 'ok' } }[text]
      }`
    )
  })
  const asked = (text: string): Promise<unknown> => lapps.ask('moody', 'invoice', order(text))
  t.same(await asked('no'), { is: 'refused', code: 'soldOut', message: 'No more.', field: 'text' })
  t.same(await asked('up'), { is: 'unavailable', because: 'upstream', why: 'They are silent.' })
  for (const text of ['throw', 'string', 'nothing', 'empty', 'number', 'undefined']) {
    t.match(await asked(text), { is: 'unavailable', because: 'bug' }, text)
  }
  t.equal(lapps.lines.filter(({ message }) => message === 'a LApp has a bug').length, 6)
  t.match(await asked('stray'), { is: 'ok' }, 'a stray promise does not end the process')
  t.match(lapps.lines.at(-1), { message: /unhandled: Error: stray/ })
  t.match(await lapps.ask('moody', 'quote', order()), { because: 'bug' }, 'there is no quote')
})

test('a LApp gets its own secrets and no others, and none of them is logged or told', async t => {
  const secrets = (optional: boolean): object => ({
    secrets: { KEY: { title: 'Key', obtain: 'Ask', optional } }
  })
  const tell = `async invoice ({ input }, { secrets, log }) {
    const all = JSON.stringify(secrets)
    log('all: ' + all, { all })
    console.log(all)
    if (input.text === 'throw') throw new Error(all)
    if (input.text === 'refuse') throw new Refusal('limit', all)
    return { bolt11: 'lnbcrt1', reference: all }
  }`
  const lapps = await open(
    t,
    {
      one: folder('one', tell, secrets(false)),
      'one-more': folder('one-more', tell, secrets(false)),
      lacking: folder('lacking', tell, secrets(false)),
      relaxed: folder('relaxed', tell, secrets(true))
    },
    { variables: { LAPP_ONE_KEY: 'hush hush', LAPP_ONE_MORE_KEY: 'quiet', LAPP_ONE_OTHER: 'x' } }
  )
  const reference = async (id: string): Promise<unknown> => {
    const answer = await lapps.ask(id, 'invoice', order())
    return answer.is === 'ok' ? answer.value.reference : answer
  }
  t.equal(await reference('one'), '{"KEY":"hush hush"}')
  t.equal(await reference('one-more'), '{"KEY":"quiet"}')
  t.equal(await reference('relaxed'), '{}')
  t.match(await reference('lacking'), { is: 'unavailable', because: 'setup', why: /KEY/ })
  t.equal(lapps.find('lacking')?.status, 'needs_setup')
  const told = [
    await lapps.ask('one', 'invoice', order('throw')),
    await lapps.ask('one', 'invoice', order('refuse'))
  ]
  const said = JSON.stringify([told, lapps.lines])
  t.match(said, /\[secret\]/)
  t.notMatch(said, /hush/)
})
