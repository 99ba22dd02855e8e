// Moves every named schema of a document to `components.schemas`, so that readers and generated
// clients meet each once; what may be null has a name of its own there.
import { nullable, orNull, refTo } from './names.ts'

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
  if (typeof title !== 'string') return all
  const type = String(shape['type'])
  if (type === 'object' || (type === 'string' && 'enum' in shape)) {
    schemas[title] = shape
    return refTo(title)
  }
  if (type !== 'object,null') return all
  const hasFields = 'properties' in shape
  if (hasFields) schemas[title] = { ...shape, type: 'object' }
  schemas[nullable(title)] = hasFields ? orNull(title) : shape
  return refTo(nullable(title))
}
