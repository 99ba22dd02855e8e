// Gives every response an example, built from the samples of its schemas.
import assert from 'node:assert/strict'
import { nameIn } from './names.ts'
import { FIELDS, SAMPLES, TEXTS } from './samples.ts'

type Json = Readonly<Record<string, unknown>>

export const mediaWithExample = (type: string, media: Json): Json => ({
  ...media,
  example: TEXTS[type] ?? sampleOf(media['schema'] as Json)
})

/** @param field the field's name, if the example is for a field */
export function sampleOf(schema: Json, field = ''): unknown {
  const { $ref, type, enum: choices, properties = {}, items, example } = schema
  if (example !== undefined) return example
  if (typeof $ref === 'string') {
    const name = nameIn($ref)
    const sample = SAMPLES[name] ?? SAMPLES[name.replace(/List$/, '')]
    assert(sample !== undefined, `${$ref} has no sample`)
    return name in SAMPLES ? sample : { data: [sample], next_cursor: null }
  }
  if (Array.isArray(choices)) return choices[0]
  if (field in FIELDS) return FIELDS[field]
  if (type === 'array') return [sampleOf(items as Json)]
  assert(type === 'object', `${field} of type ${String(type)} has no sample`)
  return Object.fromEntries(
    Object.entries(properties as Readonly<Record<string, Json>>).map(([name, one]) => [
      name,
      sampleOf(one, name)
    ])
  )
}
