// Moves every named schema of a document to `components.schemas`, so that readers and generated
// clients meet each once; what may be null has a name of its own there.

type Components = { readonly schemas: Record<string, unknown> }

type Whole = { readonly components?: unknown; readonly paths: object }

export function hoist<T extends Whole>(document: T): T {
  const schemas: Components['schemas'] = {}
  const paths = replace(document.paths, schemas)
  const components = document.components as Components
  return {
    ...document,
    paths,
    components: { ...components, schemas: { ...components.schemas, ...schemas } }
  }
}

function replace(node: unknown, schemas: Components['schemas']): unknown {
  if (Array.isArray(node)) return node.map(item => replace(item, schemas))
  if (typeof node !== 'object' || node === null) return node
  const fields = Object.entries(node).map(([name, value]) => [name, replace(value, schemas)])
  const all = Object.fromEntries(fields) as Record<string, unknown>
  const { title, ...shape } = all
  const type = String(shape['type'])
  if (typeof title === 'string' && type === 'string' && 'enum' in shape) {
    schemas[title] = shape
    return refTo(title)
  }
  if (typeof title !== 'string' || !['object', 'object,null'].includes(type)) return all
  const name = type === 'object' ? title : nullable(title)
  const hasFields = 'properties' in shape
  if (name === title || hasFields) schemas[title] = { ...shape, type: 'object' }
  if (name !== title) schemas[name] = hasFields ? orNull(title) : shape
  return refTo(name)
}

export const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` })

export const nullable = (name: string): string => `Nullable${name}`

/**
 * For a schema of its own: of most other spellings openapi-generator (7.16) makes Python that takes
 * no null, or none at all.
 */
export const orNull = (name: string): object => ({ oneOf: [refTo(name), { type: 'null' }] })
