// Derives a tool's input schema from the description of its route, and a request from its
// arguments.
import { defined } from '../core/defined.ts'
import type { Tool } from './tools.ts'

type Json = Readonly<Record<string, unknown>>
type Media = { readonly 'application/json'?: { readonly schema: Json } }
type Parameter = {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly description?: string
  readonly schema: Json
}
export type Operation = {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Media }
  readonly responses: Readonly<Record<string, { readonly content?: Media }>>
}
export type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>

export type Schema = Json & { readonly type: 'object' }
export type Forms = { readonly input: Schema; readonly output: Schema }

const KEY = { name: 'idempotency_key', header: 'Idempotency-Key' } as const
const WAIT = {
  name: 'wait_s',
  header: 'Prefer',
  schema: {
    type: 'integer',
    minimum: 0,
    maximum: 60,
    description: 'Seconds to wait for the end, 10 by default'
  }
} as const

export function formsOf(tool: Tool, operation: Operation): Forms {
  const fields: Record<string, unknown> = {}
  const required: string[] = []
  for (const { name, in: where, required: must, schema, description } of operation.parameters ??
    []) {
    const shown = { ...schema, ...defined({ description }) }
    if (where !== 'header') fields[name] = shown
    else if (name === KEY.header) fields[KEY.name] = shown
    else if (name === WAIT.header) fields[WAIT.name] = WAIT.schema
    if (must === true) required.push(where === 'header' ? KEY.name : name)
  }
  const { properties = {}, required: needed = [] } = bodyOf(operation)
  Object.assign(fields, properties, tool.input && { input: tool.input })
  const hidden = [...Object.keys(tool.fixed ?? {}), ...(tool.without ?? [])]
  return {
    input: swept({
      type: 'object',
      properties: without(fields, hidden),
      required: [...required, ...needed].filter(name => !hidden.includes(name)),
      additionalProperties: false
    }),
    output: swept({ ...outputOf(operation), type: 'object' })
  }
}

/** A request for `inject`; unknown arguments are passed on, so that the route rejects them. */
export function requestOf({ method, path, fixed }: Tool, operation: Operation, args: Json) {
  const rest = new Map(Object.entries({ ...args, ...fixed }))
  const take = (name: string): string | undefined => {
    const value = rest.get(name)
    rest.delete(name)
    return value === undefined
      ? undefined
      : typeof value === 'string'
        ? value
        : JSON.stringify(value)
  }
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(take(name) ?? '')
  )
  const headers: Record<string, string> = {}
  const [key, wait] = [take(KEY.name), take(WAIT.name)]
  if (key !== undefined) headers['idempotency-key'] = key
  if (wait !== undefined) headers['prefer'] = `wait=${wait}`
  if (operation.requestBody === undefined) {
    const query = [...rest.keys()].map(name => [name, take(name) ?? ''])
    return { method: verb(method), url: `${url}?${new URLSearchParams(query).toString()}`, headers }
  }
  return { method: verb(method), url, headers, payload: Object.fromEntries(rest) }
}

const without = (fields: Json, names: readonly string[]): Json =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))

const verb = (method: Tool['method']): 'GET' | 'POST' => (method === 'get' ? 'GET' : 'POST')

const bodyOf = ({ requestBody }: Operation) =>
  (requestBody?.content['application/json']?.schema ?? {}) as {
    readonly properties?: Json
    readonly required?: readonly string[]
  }

function outputOf({ responses }: Operation): Json {
  const done = responses['200'] ?? responses['201']
  return done?.content?.['application/json']?.schema ?? {}
}

/** Removes our own `x-` keywords. */
const swept = <T extends object>(schema: T): T =>
  JSON.parse(
    JSON.stringify(schema, (name, value: unknown) => (isOurs(name) ? undefined : value))
  ) as T

const isOurs = (name: string): boolean => name.startsWith('x-')
