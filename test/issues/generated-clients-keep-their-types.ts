// openapi-python-client 0.29.1 left `Deposit` and every route that answers it without a type: it
// names a property's enum `DepositMethod`, which was another schema of the document.
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
