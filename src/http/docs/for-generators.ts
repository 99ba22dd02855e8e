// A LApp's form as generators of clients read it: a choice is an enum, described by what its values
// mean. Of `oneOf` with titles and a default openapi-generator (7.16) makes Go that does not
// compile. People's forms and agents' tools keep the titles.
import { isObject } from '../../core/is-object.ts'

export function forGenerators(form: object): object {
  const { properties } = form as { readonly properties: object }
  const fields = Object.entries(properties).map(([name, field]): [string, unknown] => [
    name,
    enumerated(field)
  ])
  return { ...form, properties: Object.fromEntries<unknown>(fields) }
}

function enumerated(field: unknown): unknown {
  if (!isObject(field) || !Array.isArray(field['oneOf'])) return field
  const { oneOf, title, description, ...rest } = field
  const choices = oneOf as readonly { readonly const: string; readonly title: string }[]
  const meanings = choices.map(choice => `${choice.const}: ${choice.title}`).join('; ')
  const words = [title, description, meanings].filter(one => typeof one === 'string')
  const values = choices.map(choice => choice.const)
  return { ...rest, type: 'string', enum: values, description: words.join(' · ') }
}
