// openapi-python-client 0.29.1 left `Deposit` and every route that answers it without a type: it
// names a property's enum `DepositMethod`, which was another schema of the document. Python by
// openapi-generator 7.16 could not be made; once it could, it took no null in a schema that has an
// object without a name inside, and in all of its languages the routes of webhooks were missing: it
// keeps one class for each tag, and what is sent to webhooks had the same.
import { test } from 'tap'
import { isObject } from '../../src/core/is-object.ts'
import document from '../../openapi/v1.json' with { type: 'json' }

/** As generators of clients name what has no name: by its schema and its property. */
const named = (schema: string, property: string): string =>
  schema + property.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())

test('no schema is called like what generators call a property of another', t => {
  const schemas: Readonly<Record<string, unknown>> = document.components.schemas
  t.equal(named('Deposit', 'amount_msat'), 'DepositAmountMsat')
  t.ok('Deposit' in schemas)
  for (const [name, schema] of Object.entries(schemas)) {
    const properties = isObject(schema) && isObject(schema['properties']) && schema['properties']
    for (const property of Object.keys(properties || {}))
      t.notOk(named(name, property) in schemas, `${name}.${property}`)
  }
  t.end()
})

type Found = readonly { readonly at: string; readonly schema: Readonly<Record<string, unknown>> }[]

/** Every schema within another. */
function within(schema: unknown, at: string): Found {
  if (!isObject(schema)) return []
  const parts = ['properties', 'items', 'oneOf', 'anyOf', 'allOf'].flatMap(
    (part): readonly (readonly [string, unknown])[] => {
      const inner = schema[part]
      if (!isObject(inner) && !Array.isArray(inner)) return []
      if (part === 'items') return [[part, inner]]
      return Object.entries(inner).map(([name, one]) => [`${part}.${name}`, one])
    }
  )
  return parts.flatMap(([name, one]) => {
    const here = `${at}.${name}`
    return isObject(one) ? [{ at: here, schema: one }, ...within(one, here)] : []
  })
}

/** An object that has fields, or may have any. */
const isNameless = ({ type, properties, additionalProperties }: Found[number]['schema']) =>
  [type].flat().includes('object') && (properties !== undefined || additionalProperties === true)

/** Of LAppDetails: forms, which have no null beside them. */
const FORMS = /^LAppDetails\.properties\.(input|output|examples)/

test('in what is answered every object has a name, and what may be null has one of its own', t => {
  const { schemas } = document.components
  const inner = Object.entries(schemas).flatMap(([name, one]) => within(one, name))
  t.ok(inner.length > 300, 'the document is read')
  const nameless = inner.filter(({ schema }) => isNameless(schema)).map(({ at }) => at)
  t.strictSame(
    nameless.filter(at => !FORMS.test(at)),
    ['Problem.properties.errors.items']
  )
  const eithers = inner
    .filter(({ schema }) => 'oneOf' in schema || 'anyOf' in schema)
    .map(({ at }) => at)
  t.strictSame(eithers, [], 'an alternative is a schema of its own')
  t.match(schemas.NullableDeposit, {
    oneOf: [{ $ref: '#/components/schemas/Deposit' }, { type: 'null' }]
  })
  t.match(schemas.Payment.properties.error, { $ref: '#/components/schemas/NullableFailure' })
  t.match(schemas.DepositSettledEvent.properties.data, {
    $ref: '#/components/schemas/NullableDeposit'
  })
  t.end()
})

test('what is sent to webhooks has a tag of its own', t => {
  const tagsOf = (paths: object): readonly string[] =>
    Object.values(paths).flatMap((path: object) =>
      Object.values(path).flatMap((one: { readonly tags?: readonly string[] }) => one.tags ?? [])
    )
  const ofRoutes = new Set(tagsOf(document.paths))
  t.ok(ofRoutes.has('webhooks'))
  for (const tag of tagsOf(document.webhooks)) t.notOk(ofRoutes.has(tag), tag)
  t.end()
})
