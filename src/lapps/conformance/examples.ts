// C2: the examples are valid input, and values just outside the form are rejected.
import type { Answer, Field } from '../contract/form.ts'
import type { Finding } from './finding.ts'
import type { Subject } from './subject.ts'

type Input = Readonly<Record<string, unknown>>

export function checkExamples({ card }: Subject): Finding {
  const { examples } = card.manifest
  const problems = examples.flatMap((example, n) => {
    const read = card.read(example)
    return read.is === 'ok' ? [] : [`lapp.json/examples/${n}: ${read.error.detail}`]
  })
  const [base] = examples
  if (problems.length > 0 || base === undefined) return problems
  const refused = Object.entries(card.input.properties).flatMap(([name, field]) =>
    outside(field).map(value => ({ ...base, [name]: value }))
  )
  const missing = (card.input.required ?? [])
    .flatMap(name => examples.filter(example => Object.hasOwn(example, name)).slice(0, 1))
    .flatMap(example => (card.input.required ?? []).map(name => [example, name] as const))
    .filter(([example, name]) => Object.hasOwn(example, name))
    .map(([example, name]) => omit(example, name))
  const wrong: Input[] = [...refused, ...missing, { ...base, 'no such field': 1 }]
  return wrong
    .filter(input => card.read(input).is === 'ok')
    .map(input => `the form lets through what it should not: ${JSON.stringify(input)}`)
}

const omit = (input: Input, name: string): Input =>
  Object.fromEntries(Object.entries(input).filter(([key]) => key !== name))

/** Values just outside of what a field accepts, and of other types. */
function outside(field: Field): (Answer | null | object)[] {
  if ('oneOf' in field) return ['none of these', null, []]
  switch (field.type) {
    case 'integer':
      return [field.minimum - 1, field.maximum + 1, field.minimum + 0.5, String(field.minimum)]
    case 'boolean':
      return ['true', 1, null]
    case 'string':
      return ['x'.repeat(field.maxLength + 1), 1, null, {}]
  }
}
