import assert from 'node:assert/strict'
import { test } from 'tap'
import {
  schema,
  nextStep,
  type Answers,
  type Draft,
  type Form
} from '../../src/lapps/contract/form.ts'
import { checkForm, inputReader } from '../../src/lapps/contract/form-check.ts'

const MAIL = {
  type: 'object',
  properties: {
    what: {
      title: 'What',
      oneOf: [
        { const: 'account', title: 'An account' },
        { const: 'send', title: 'A letter' }
      ],
      default: 'account'
    },
    to: { type: 'string', title: 'To', maxLength: 9, onlyIf: { what: 'send' } },
    sign: { type: 'string', title: 'Signature', maxLength: 9, onlyIf: { what: 'send' } },
    note: { type: 'string', title: 'Note', maxLength: 9 }
  },
  required: ['to'],
  additionalProperties: false
} as const satisfies Form

test('a question is asked only where what it depends on was answered so', t => {
  const asked = (draft: Draft): unknown => {
    const step = nextStep(MAIL, draft)
    return step.is === 'ask'
      ? `${step.at}/${step.of} ${step.name} ${String(step.required)}`
      : step.answers
  }
  t.equal(asked({}), '1/2 what false', 'by its default there are two')
  t.equal(asked({ what: 'account' }), '2/2 note false')
  t.equal(asked({ what: null }), '2/2 note false', 'who skips the choice has its default')
  t.equal(asked({ what: 'send' }), '2/4 to true')
  t.equal(asked({ what: 'send', to: 'x' }), '3/4 sign false')
  t.same(
    asked({ what: 'account', to: 'x', note: null }),
    { what: 'account' },
    'an answer that was given before the choice was changed is left out'
  )
  t.end()
})

test('it is needed where it applies, over REST too, and nowhere else', t => {
  const read = inputReader(MAIL)
  t.same(read({}), { is: 'ok', input: { what: 'account' } })
  t.same(read({ what: 'send', to: 'x' }), { is: 'ok', input: { what: 'send', to: 'x' } })
  const missing = { pointer: '/input/to', detail: /^To is needed/ }
  t.match(read({ what: 'send' }), { is: 'invalid', error: missing })
  t.match(read({ what: 'send', to: '' }), { is: 'invalid' }, 'nor is it empty')
  t.notMatch(JSON.stringify(schema(MAIL)), /onlyIf/, 'JSON Schema says it with if and then')
  type Input = Answers<typeof MAIL>
  const optional = (to: Input['to']): boolean => to === undefined
  assert(optional(undefined), 'a LApp has to look whether it is there')
  t.end()
})

test('a condition on what is no choice before it is no form', t => {
  const onlyIf = (condition: object): unknown => {
    const { properties } = MAIL
    const to = { ...properties.to, onlyIf: condition }
    return checkForm({ ...MAIL, properties: { ...properties, to } })
  }
  t.match(onlyIf({ what: 'send' }), { is: 'ok' })
  for (const wrong of [{ what: 'fly' }, { note: 'x' }, { nothing: 'x' }, {}, { what: 1 }]) {
    t.match(onlyIf(wrong), { is: 'invalid' }, JSON.stringify(wrong))
  }
  t.end()
})
