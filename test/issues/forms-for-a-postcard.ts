// What a postcard needs of a form: a country, a name, an address of several lines. Each is drawn
// and read as what it is, and what belongs to somebody is in no recording.
import { test } from 'tap'
import { withoutPeople } from '../../src/cli/lapp/without-people.ts'
import { answerText } from '../../src/bot/screens/question.ts'
import { fit, typedAnswers } from '../../src/bot/screens/typed-answers.ts'
import { ruleOf } from '../../src/bot/texts/rule.ts'
import { isPersonal } from '../../src/lapps/conformance/personal.ts'
import type { Subject } from '../../src/lapps/conformance/subject.ts'
import { COUNTRIES, countryName } from '../../src/lapps/contract/countries.ts'
import { checkForm, inputReader } from '../../src/lapps/contract/form-check.ts'
import { nextStep, schema, type Form } from '../../src/lapps/contract/form.ts'
import { answerFacts } from '../../src/web/store/answers.ts'
import { lapp } from '../http/fixtures/gateway.ts'
import { complete, inMemory } from '../web/harness/in-memory.ts'

const FORM = {
  type: 'object',
  properties: {
    country: { type: 'string', title: 'Country', format: 'country', maxLength: 2 },
    name: { type: 'string', title: 'Name', format: 'name', maxLength: 60 },
    address: { type: 'string', title: 'Address', format: 'address', maxLength: 200 },
    text: { type: 'string', title: 'Text', maxLength: 900 }
  },
  required: ['country', 'name', 'address'],
  additionalProperties: false
} as const satisfies Form

const card = complete({ ...lapp('postcard', 'Postcard', 'other'), input: FORM })
const ANN = { country: 'DE', name: 'Zoë Quixote', address: 'Am Bach 7\n12345 Weit "Weg"' }

test('a country is one of those that there are, by its two letters', t => {
  t.match(checkForm(FORM), { is: 'ok' })
  t.match(schema(FORM), { properties: { country: { pattern: '^[A-Z]{2}$', minLength: 1 } } })
  const read = inputReader(FORM)
  t.match(read(ANN), { is: 'ok' })
  for (const country of ['XX', 'de', 'Germany', ''])
    t.match(read({ ...ANN, country }), {
      error: { pointer: '/input/country', detail: /^Country must be a country by its two letters/ }
    })
  for (const empty of [{ name: ' ' }, { address: '\n' }])
    t.match(read({ ...ANN, ...empty }), { is: 'invalid' })
  t.equal(new Set(COUNTRIES).size, 249, 'as ISO 3166-1 has them')
  t.same(
    COUNTRIES.filter(code => countryName(code, 'de') === code),
    [],
    'each has a name'
  )
  t.end()
})

test('the bot takes a country as people write it, and says what is meant', t => {
  const step = nextStep(FORM, {})
  if (step.is === 'done') throw new Error('it asks nothing')
  for (const said of ['DE', 'de', 'Germany', ' deutschland '])
    t.equal(fit(card, step, said), 'DE', said)
  t.equal(fit(card, step, 'Türkiye') ?? fit(card, step, 'turkei'), 'TR', 'without marks as well')
  t.equal(fit(card, step, 'Atlantis'), undefined)
  t.equal(ruleOf('de', step.field).text, 'Schreib ein Land wie Deutschland oder DE.')
  t.equal(answerText(card, 'de', 'country', step.field, 'DE'), 'Deutschland')
  t.match(typedAnswers(card, 'New Zealand Ann').answers, { country: 'NZ', name: 'Ann' })
  t.end()
})

test('the page draws a list of countries in the reader’s language, and room for long text', async t => {
  const { url, headers } = await inMemory(t, { catalogue: [card] })
  const page = async (language: string): Promise<string> =>
    (
      await fetch(`${url}/lapps/postcard`, { headers: { ...headers, 'accept-language': language } })
    ).text()
  t.match(await page('en'), /<select[^>]*name="in.country"[^>]*>[^]*>Germany<\/option>/)
  const german = await page('de')
  t.match(german, /<option value="DE">Deutschland<\/option>/)
  t.ok(german.indexOf('>Ägypten<') < german.indexOf('>Zypern<'), 'sorted as Germans do')
  t.match(german, /<textarea[^>]*name="in.address"[^>]*autocomplete="street-address"/)
  t.match(german, /<textarea[^>]*name="in.text"/)
  t.match(german, /<input[^>]*name="in.name"[^>]*autocomplete="name"/)
  t.match(Object.fromEntries(answerFacts(card, ANN, 'de')), { Country: 'Deutschland' })
})

test('names and addresses are in no recording, however a service repeats them', t => {
  const recorded = {
    input: ANN,
    exchanges: [
      { json: { to: ANN.address, lines: ANN.address.split('\n'), says: 'Dear Zoë, hello' } },
      { url: `https://shop.example/?to=${encodeURIComponent(ANN.name)}` },
      { text: new URLSearchParams(ANN).toString() },
      { basic: Buffer.from(ANN.name).toString('base64') }
    ]
  }
  const service = { url: 'https://shop.example/v1', secrets: {} }
  const kept = withoutPeople(recorded, card, service, 'rec_1')
  t.match(kept.input, { country: 'DE', name: 'Jane Doe', address: '1 Example Street\nExampleton' })
  t.notMatch(JSON.stringify(kept), /Zo|Quixote|Bach|12345|Weg|Wm9/)
  t.match(inputReader(FORM)(kept.input), { is: 'ok' })
  t.end()
})

test('what a name and an address are needed for is told', t => {
  const said = (need: string) =>
    isPersonal({
      card,
      files: new Map([['README.md', `# Postcard\n\n## What you need\n\n${need}\n`]])
    } as unknown as Subject)
  t.same(said('A stamp.'), [
    'README.md does not say what "Name" is needed for',
    'README.md does not say what "Address" is needed for'
  ])
  t.same(said('The name and address of whom it goes to.'), [])
  t.end()
})
