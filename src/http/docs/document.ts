// Builds the OpenAPI documents that are served: the generic one, and one with each LApp's form in
// its own paths. The generic one is committed as openapi/v1.json; adding a LApp leaves it as it is.
import type { FastifyInstance } from 'fastify'
import { schema } from '../../lapps/contract/form.ts'
import { complete } from './complete.ts'
import { withExamples } from './examples.ts'
import { forGenerators } from './for-generators.ts'
import { hoist } from './hoist.ts'
import type { LAppCard } from '../wire/rooms.ts'
import { widen } from './widen.ts'

type Json = Readonly<Record<string, unknown>>

type Operation = Json & {
  readonly operationId: string
  readonly parameters?: readonly { readonly name: string }[]
  readonly requestBody: {
    readonly content: {
      readonly 'application/json': Json & { readonly schema: BodySchema }
    }
  }
}
type BodySchema = Json & { readonly properties: Json }

type Path = { readonly post: Operation }

export type Document = Json & {
  readonly paths: Readonly<Record<string, Path>>
}

/** The reference page replaces it with a new one for each reader. */
const KEY = '0b6d0a3e-5b1c-4f0e-9a55-6a8f2f3f7c21'

export const generic = (app: FastifyInstance): Document =>
  withExamples(complete(widen(hoist(app.swagger() as unknown as Document))), [], () => KEY)

export function withLApps(generic: Document, catalogue: readonly LAppCard[]): Document {
  const paths: Record<string, Path> = { ...generic.paths }
  for (const lapp of catalogue) {
    for (const what of ['quotes', 'purchases']) {
      const path = generic.paths[`/v1/lapps/{lapp}/${what}`]
      if (path) paths[`/v1/lapps/${lapp.id}/${what}`] = { post: concrete(path.post, lapp) }
    }
  }
  const known = generic['tags'] as readonly object[]
  const own = catalogue.map(({ id, manifest }) => ({ name: id, description: manifest.summary }))
  return { ...generic, tags: [...known, ...own], paths }
}

function concrete(operation: Operation, { id, manifest, input }: LAppCard): Operation {
  const body = operation.requestBody.content['application/json'].schema
  const form = { ...widen(forGenerators(schema(input))), examples: manifest.examples }
  const own = { ...body, properties: { ...body.properties, input: form } }
  const example = { input: manifest.examples[0] ?? {} }
  return {
    ...operation,
    operationId: `${operation.operationId}_${id}`,
    tags: [id],
    description: `${manifest.title}: ${manifest.summary}`,
    parameters: (operation.parameters ?? []).filter(({ name }) => name !== 'lapp'),
    requestBody: {
      ...operation.requestBody,
      content: { 'application/json': { schema: own, example } }
    }
  }
}
