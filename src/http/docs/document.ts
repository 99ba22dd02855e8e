// Builds the OpenAPI documents that are served: the generic one, and one with each LApp's form in
// its own paths. The generic one is committed as openapi/v1.json, so that adding a LApp changes no
// other file.
import type { FastifyInstance } from 'fastify'
import { schema } from '../../lapps/contract/form.ts'
import { hoist } from './hoist.ts'
import type { LAppCard } from '../wire/rooms.ts'

type Json = Readonly<Record<string, unknown>>

type Operation = Json & {
  readonly parameters?: readonly { readonly name: string }[]
  readonly requestBody: {
    readonly content: { readonly 'application/json': { readonly schema: BodySchema } }
  }
}
type BodySchema = Json & { readonly properties: Json }

type Path = { readonly post: Operation }

export type Document = Json & {
  readonly paths: Readonly<Record<string, Path>>
}

export const generic = (app: FastifyInstance): Document =>
  hoist(app.swagger() as unknown as Document)

export function withLApps(generic: Document, catalogue: readonly LAppCard[]): Document {
  const paths: Record<string, Path> = { ...generic.paths }
  for (const lapp of catalogue) {
    for (const what of ['quotes', 'purchases']) {
      const path = generic.paths[`/v1/lapps/{lapp}/${what}`]
      if (path) paths[`/v1/lapps/${lapp.id}/${what}`] = { post: concrete(path.post, lapp) }
    }
  }
  return { ...generic, paths }
}

function concrete(operation: Operation, { id, manifest, input }: LAppCard): Operation {
  const body = operation.requestBody.content['application/json'].schema
  const form = { ...schema(input), examples: manifest.examples }
  const own = { ...body, properties: { ...body.properties, input: form } }
  return {
    ...operation,
    tags: [id],
    description: `${manifest.title}: ${manifest.summary}`,
    parameters: (operation.parameters ?? []).filter(({ name }) => name !== 'lapp'),
    requestBody: { ...operation.requestBody, content: { 'application/json': { schema: own } } }
  }
}
