// Adds to the generated document what the routes do not say themselves: examples, every refusal,
// and webhooks.
import assert from 'node:assert/strict'
import { mediaWithExample } from './answers.ts'
import { eachOperation } from './each-operation.ts'
import { OPERATIONS } from './operations.ts'
import { refusalsOf } from './refusals.ts'
import { webhooksSection } from './webhooks-section.ts'

type Json = Readonly<Record<string, unknown>>
type Media = Readonly<Record<string, Json>>
type Response = Json & { readonly content?: Media }
type Operation = Json & {
  readonly security?: readonly object[]
  readonly parameters?: readonly { readonly name: string; readonly required?: boolean }[]
  readonly responses: Readonly<Record<string, Response>>
}
type Whole = { readonly components?: unknown; readonly paths: object }
type Components = { readonly schemas: object }

export function complete<T extends Whole>(document: T): T {
  const responses: Record<string, object> = {}
  const paths = eachOperation<Operation>(document, (one, path, method) =>
    withAnswers(`${method.toUpperCase()} ${path}`, one, responses)
  )
  const components = document.components as Components
  const { webhooks, schemas } = webhooksSection()
  return {
    ...document,
    paths,
    components: { ...components, schemas: { ...components.schemas, ...schemas }, responses },
    webhooks
  }
}

function withAnswers(route: string, one: Operation, shared: Record<string, object>): Operation {
  const row = OPERATIONS[route]
  assert(row !== undefined, `${route} has no row in operations.ts`)
  const key = one.parameters?.find(({ name }) => name === 'Idempotency-Key')
  const refusals = refusalsOf({
    hasKey: (one.security ?? []).length > 0,
    mayHaveBody: !route.startsWith('GET '),
    hasPathParameter: route.includes('{'),
    idempotent: key && (key.required === true ? 'required' : 'optional'),
    own: row.refuses ?? []
  })
  Object.assign(shared, refusals.shared)
  const answers = Object.entries(one.responses).map(([status, response]): [string, Response] => [
    status,
    shown(response, row.alsoAs)
  ])
  return { ...one, responses: { ...refusals.responses, ...Object.fromEntries<Response>(answers) } }
}

function shown(response: Response, alsoAs: string | undefined): Response {
  if (response.content === undefined) return response
  const content: Media =
    alsoAs === undefined
      ? response.content
      : { ...response.content, [alsoAs]: { schema: { type: 'string' } } }
  return {
    ...response,
    content: Object.fromEntries(
      Object.entries(content).map(([type, media]) => [type, mediaWithExample(type, media)])
    )
  }
}
