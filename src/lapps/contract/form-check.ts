// Validates a form against `schemas/form.json`, and answers against a form; errors say which field
// and what would be valid.
import type { ErrorObject } from 'ajv'
import formSchema from '../../../schemas/form.json' with { type: 'json' }
import type { FieldError } from '../../core/errors.ts'
import { isObject } from '../../core/is-object.ts'
import { Ajv } from './ajv.ts'
import { schema, type Answer, type Field, type Form } from './form.ts'
import { ajvFormats, FORMATS } from './formats.ts'
import { inWords } from './schema-words.ts'

const isForm = new Ajv({ strict: true, strictRequired: false, verbose: true }).compile<Form>(
  formSchema
)

export type Input = Readonly<Record<string, Answer>>
export type Read =
  | { readonly is: 'ok'; readonly input: Input }
  | { readonly is: 'invalid'; readonly error: FieldError }

/** A form that can be rendered and filled in, or why not. */
export function checkForm(
  value: unknown
): { readonly is: 'ok'; readonly form: Form } | { readonly is: 'invalid'; readonly why: string } {
  if (!isForm(value)) {
    const [error] = isForm.errors ?? []
    return { is: 'invalid', why: inWords(error, 'is no form') }
  }
  const why = contradiction(value)
  return why === undefined ? { is: 'ok', form: value } : { is: 'invalid', why }
}

/** Rules that JSON Schema cannot express. */
function contradiction(form: Form): string | undefined {
  const unknown = form.required?.find(name => !Object.hasOwn(form.properties, name))
  if (unknown !== undefined) return `/required names ${unknown}, which is no field`
  const before = new Map<string, Field>()
  for (const [name, field] of Object.entries(form.properties)) {
    const wrong = Object.entries(field.onlyIf ?? {}).find(([choice, value]) => {
      const on = before.get(choice)
      return on === undefined || !('oneOf' in on) || !on.oneOf.some(one => one.const === value)
    })
    if (wrong) return `${name}: onlyIf names ${wrong.join(' = ')}, no answer to a choice before it`
    before.set(name, field)
    if ('minimum' in field && field.minimum > field.maximum) return `${name}: minimum > maximum`
    if ('default' in field) {
      const alone = { ...form, properties: { [name]: field }, required: [] }
      const read = inputReader(alone)({ [name]: field.default })
      if (read.is === 'invalid') return `${name}: the default is not allowed: ${read.error.detail}`
    }
  }
  return undefined
}

/**
 * Validates answers against a form: returns a copy with the defaults filled in, or the first
 * invalid field. `at` is the path of the answers in the body.
 */
export function inputReader(form: Form, at = '/input'): (input: unknown) => Read {
  const ajv = new Ajv({ strict: true, useDefaults: true, ownProperties: true, formats: ajvFormats })
  const validate = ajv.compile<Input>(schema(form))
  return input => {
    // Flat, since a form's fields are.
    const copy: unknown = isObject(input) ? { ...input } : input
    if (validate(copy)) return { is: 'ok', input: copy }
    const [error] = validate.errors ?? []
    return { is: 'invalid', error: explain(error, form, at) }
  }
}

function explain(error: ErrorObject | undefined, form: Form, at: string): FieldError {
  const params: Readonly<Record<string, unknown>> = error?.params ?? {}
  const named = params['missingProperty'] ?? params['additionalProperty']
  const name = typeof named === 'string' ? named : (error?.instancePath.slice(1) ?? '')
  const field = Object.hasOwn(form.properties, name) ? form.properties[name] : undefined
  if (name === '') return { pointer: at, detail: 'must be an object with the fields of the form' }
  const pointer = `${at}/${name.slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1')}`
  if (field === undefined) {
    const fields = Object.keys(form.properties).join(', ')
    return { pointer, detail: `there is no such field; the fields are: ${fields}` }
  }
  const missing = error?.keyword === 'required'
  return { pointer, detail: `${field.title} ${missing ? 'is needed and ' : ''}${rule(field)}` }
}

/** What a field accepts, as a phrase that follows its title. */
function rule(field: Field): string {
  if ('oneOf' in field) return `must be one of: ${field.oneOf.map(one => one.const).join(', ')}`
  switch (field.type) {
    case 'boolean':
      return 'must be true or false'
    case 'integer':
      return `must be a whole number from ${field.minimum} to ${field.maximum}`
    case 'string': {
      const length = `of at most ${field.maxLength} characters`
      return field.format === undefined
        ? `must be a text ${length}`
        : `must be ${FORMATS[field.format].means}, ${length}`
    }
  }
}
