import assert from 'node:assert/strict'
import fc from 'fast-check'
import { test } from 'tap'
import { defineLApp, type Invoice } from '../../../src/lapps/contract/define.ts'
import { schema, nextStep, type Answers, type Form } from '../../../src/lapps/contract/form.ts'
import { checkForm, inputReader } from '../../../src/lapps/contract/form-check.ts'

const FORM = {
  type: 'object',
  properties: {
    phone: { type: 'string', title: 'Phone number', format: 'phone', maxLength: 16 },
    sat: { type: 'integer', title: 'Amount', minimum: 1000, maximum: 100_000 },
    plan: {
      title: 'Plan',
      oneOf: [
        { const: 'basic', title: 'Basic' },
        { const: 'plus', title: 'Plus' }
      ],
      default: 'basic'
    },
    gift: { type: 'boolean', title: 'As a gift', default: false },
    note: { type: 'string', title: 'Note', maxLength: 8 }
  },
  required: ['phone', 'sat'],
  additionalProperties: false
} as const satisfies Form

const PHONE = '+447900123456'

/** Fails to compile where the two are not the same type. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never
const same = <A, B>(holds: Same<A, B>): void => assert(holds)

test('the answers have the types that the form says', t => {
  type Input = Answers<typeof FORM>
  same<Input['phone'], string>(true)
  same<Input['sat'], number>(true)
  same<Input['plan'], 'basic' | 'plus'>(true)
  same<Input['gift'], boolean>(true)
  same<Input['note'], string | undefined>(true)
  t.pass('it compiles')
  t.end()
})

test('the types of a LApp are inferred without `as const`', t => {
  const invoice = async (): Promise<Invoice> => ({ bolt11: 'lnbcrt1' })
  defineLApp({
    input: {
      type: 'object',
      properties: {
        to: { type: 'string', title: 'To', maxLength: 9 },
        kind: { title: 'Kind', oneOf: [{ const: 'a', title: 'A' }] }
      },
      required: ['to'],
      additionalProperties: false
    },
    invoice: async ({ input }) => {
      same<typeof input.to, string>(true)
      same<typeof input.kind, 'a' | undefined>(true)
      return { bolt11: input.to }
    }
  })
  defineLApp({
    input: {
      type: 'object',
      // @ts-expect-error a text without maxLength
      properties: { to: { type: 'string', title: 'To' } },
      additionalProperties: false
    },
    invoice
  })
  defineLApp({
    input: { type: 'object', properties: {}, additionalProperties: false },
    output: {
      type: 'object',
      properties: { code: { type: 'string', title: 'Code', maxLength: 9 } },
      required: ['code'],
      additionalProperties: false
    },
    invoice,
    // @ts-expect-error the output lacks its code
    deliver: async () => ({ state: 'ready', output: {} })
  })
  defineLApp({
    input: { type: 'object', properties: {}, additionalProperties: false },
    invoice,
    deliver: async () => ({ state: 'ready', output: {} })
  })
  t.pass('it compiles')
  t.end()
})

test('defaults are filled in, in a copy', t => {
  const input = { phone: PHONE, sat: 5000 }
  t.same(inputReader(FORM)(input), {
    is: 'ok',
    input: { phone: PHONE, sat: 5000, plan: 'basic', gift: false }
  })
  t.same(Object.keys(input), ['phone', 'sat'])
  t.end()
})

test('what is wrong is named, with what would be right', t => {
  const good = { phone: PHONE, sat: 5000 }
  const number = 'a phone number with country code, such as +447900123456, of at most 16 characters'
  const cases: [unknown, string, string][] = [
    [undefined, '/input', 'must be an object with the fields of the form'],
    [[], '/input', 'must be an object with the fields of the form'],
    [{ sat: 5000 }, '/input/phone', `Phone number is needed and must be ${number}`],
    [{ ...good, phone: '0123' }, '/input/phone', `Phone number must be ${number}`],
    [{ ...good, phone: 447900123456 }, '/input/phone', `Phone number must be ${number}`],
    [{ ...good, sat: 999 }, '/input/sat', 'Amount must be a whole number from 1000 to 100000'],
    [
      { ...good, sat: 1e3 + 0.5 },
      '/input/sat',
      'Amount must be a whole number from 1000 to 100000'
    ],
    [{ ...good, sat: '5000' }, '/input/sat', 'Amount must be a whole number from 1000 to 100000'],
    [{ ...good, plan: 'max' }, '/input/plan', 'Plan must be one of: basic, plus'],
    [{ ...good, gift: 1 }, '/input/gift', 'As a gift must be true or false'],
    [{ ...good, note: 'x'.repeat(9) }, '/input/note', 'Note must be a text of at most 8 characters']
  ]
  for (const [input, pointer, detail] of cases) {
    t.same(inputReader(FORM)(input), { is: 'invalid', error: { pointer, detail } }, pointer)
  }
  const extra = inputReader(FORM)({ ...good, 'a/b~': 1 })
  t.match(extra, { error: { pointer: '/input/a~1b~0', detail: /no such field.*phone, sat, plan/ } })
  t.end()
})

test('a polluted object is refused and pollutes nothing', t => {
  for (const key of ['__proto__', 'constructor', 'toString']) {
    const text = `{"phone":"${PHONE}","sat":5000,"${key}":{"polluted":true}}`
    t.match(inputReader(FORM)(JSON.parse(text)), { is: 'invalid' }, key)
  }
  t.equal('polluted' in {}, false)
  t.end()
})

test('a required text is not empty, an optional one may be', t => {
  const text = { type: 'string', title: 'Text', maxLength: 9 } as const
  const form: Form = {
    type: 'object',
    properties: { must: text, may: text },
    required: ['must'],
    additionalProperties: false
  }
  t.equal(inputReader(form)({ must: '', may: 'x' }).is, 'invalid')
  t.equal(inputReader(form)({ must: 'x', may: '' }).is, 'ok')
  t.match(schema(form), { required: ['must'], properties: { must: { minLength: 1 } } })
  t.end()
})

test('every format takes its own and refuses its neighbours', t => {
  const samples = {
    phone: [
      [PHONE, '+19876543210'],
      ['447900123456', '+0123456789', '+1 987', '+1234567890123456']
    ],
    email: [['a@b.example'], ['a', '@b.example']],
    uri: [['https://a.example/'], ['a.example', '//a']],
    date: [['2026-02-28'], ['2026-02-30', '28.2.2026']],
    'lightning-address': [
      ['tips@a.example', 'a.b+c@x.y.zz'],
      ['tips@localhost', 'A@b.example']
    ]
  } as const
  for (const [format, [good, bad]] of Object.entries(samples)) {
    const field = { type: 'string', title: 'X', maxLength: 40, format }
    const read = checkForm({
      type: 'object',
      properties: { x: field },
      additionalProperties: false
    })
    if (read.is === 'invalid') throw new Error(read.why)
    for (const x of good) t.equal(inputReader(read.form)({ x }).is, 'ok', x)
    for (const x of bad) t.equal(inputReader(read.form)({ x }).is, 'invalid', x)
  }
  t.end()
})

test('what is not of the closed subset is no form', t => {
  const text = { type: 'string', title: 'X', maxLength: 9 }
  const whole = { type: 'integer', title: 'X', minimum: 1, maximum: 9 }
  const fields: Record<string, unknown>[] = [
    { x: { type: 'string', title: 'X' } },
    { x: { type: 'string', maxLength: 9 } },
    { x: { ...text, pattern: '^(a+)+$' } },
    { x: { ...text, format: 'regex' } },
    { x: { ...text, maxLength: 1e9 } },
    { x: { type: 'integer', title: 'X', minimum: 1 } },
    { x: { ...whole, maximum: 0 } },
    { x: { ...whole, default: 10 } },
    { x: { type: 'number', title: 'X' } },
    { x: { type: 'object', title: 'X', properties: {} } },
    { x: { type: 'boolean', title: 'X' } },
    { x: { title: 'X', oneOf: [] } },
    { x: { title: 'X', oneOf: [{ const: 'a', title: 'A' }], default: 'b' } },
    { x: { $ref: 'https://a.example/' } },
    { 'x y': text },
    { constructor: text },
    Object.fromEntries(Array.from({ length: 13 }, (_, n) => [`x${n}`, text]))
  ]
  for (const properties of fields) {
    const form = { type: 'object', properties, additionalProperties: false }
    t.match(checkForm(form), { is: 'invalid', why: /./ }, JSON.stringify(properties))
  }
  const open: unknown[] = [null, [], {}, { type: 'object', properties: { x: text } }]
  open.push({ type: 'object', properties: {}, required: ['y'], additionalProperties: false })
  for (const form of open) t.equal(checkForm(form).is, 'invalid')
  t.equal(checkForm(FORM).is, 'ok')
  t.end()
})

test('a dialog asks every field once, in order, and ends with what was answered', t => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))
  fc.assert(
    fc.property(fc.array(value, { minLength: 5, maxLength: 5 }), values => {
      const draft: Record<string, string | number | boolean | null> = {}
      for (const [index, name] of Object.keys(FORM.properties).entries()) {
        const step = nextStep(FORM, draft)
        t.match(step, { is: 'ask', name, at: index + 1, of: 5, required: index < 2 })
        draft[name] = values[index] ?? null
      }
      const given = Object.entries(draft).filter(([, answer]) => answer !== null)
      t.same(nextStep(FORM, draft), { is: 'done', answers: Object.fromEntries(given) })
    }),
    { numRuns: 20 }
  )
  t.end()
})
