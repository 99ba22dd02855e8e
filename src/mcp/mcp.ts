// The MCP endpoint for agents: the Model Context Protocol over HTTP, stateless, with the same API
// keys.
import { originValidation } from '@modelcontextprotocol/fastify'
import {
  createMcpHandler,
  fromJsonSchema,
  McpServer,
  type JsonSchemaValidator
} from '@modelcontextprotocol/server'
import type {
  FastifyInstance,
  FastifyPluginCallback,
  FastifyRequest,
  onRequestHookHandler
} from 'fastify'
import { AppError } from '../core/errors.ts'
import { goneSignal } from '../core/when-gone.ts'
import { call } from './call.ts'
import { formsOf, type Operation, type Paths } from './operation.ts'
import { GENERIC, TOOLS, toolsOf, type Tool } from './tools.ts'

export type Mcp = {
  readonly catalogue: readonly Parameters<typeof toolsOf>[0][]
  readonly publicUrl: string
  readonly version: string
}

const INSTRUCTIONS =
  'One Lightning balance that pays invoices and buys from LApps. Amounts are whole millisatoshi ' +
  '(1 sat is 1000). What moves money takes an idempotency_key: the same for a repeat of a wish, a ' +
  'new one for a new wish. "pending" means that nobody knows yet: look again, never pay again.'

type Ready = Tool & { readonly operation: Operation } & ReturnType<typeof standard>

/** @param check the authentication that also guards the routes */
export const mcp =
  ({ catalogue, publicUrl, version }: Mcp) =>
  (check: onRequestHookHandler): FastifyPluginCallback =>
  (app, _options, done) => {
    const chosen = choosing(app, catalogue)
    const handler = createMcpHandler(({ authInfo }) => {
      const request = authInfo?.extra?.['request'] as FastifyRequest
      const server = new McpServer(
        { name: 'lapp-gateway', version },
        { instructions: INSTRUCTIONS }
      )
      for (const tool of chosen(request)) {
        const { title, description, hints: annotations, input, output } = tool
        server.registerTool(
          tool.name,
          { title, description, annotations, inputSchema: input, outputSchema: output },
          async args => call(app, tool, tool.operation, args, request)
        )
      }
      return server
    })
    app.decorateRequest('caller')
    app.addHook('onRequest', originValidation([...LOCAL, hostOf(publicUrl)]))
    app.addHook('onRequest', check)
    app.addHook('preClose', async () => handler.close())
    app.post('/mcp', { schema: { hide: true } }, async (request, reply) => {
      chosen(request)
      const answer = await handler.fetch(asked(request, goneSignal(reply.raw)), {
        parsedBody: request.body,
        authInfo: { token: '', clientId: '', scopes: [], extra: { request } }
      })
      return reply.send(answer)
    })
    done()
  }

const LOCAL = ['localhost', '127.0.0.1', '[::1]']
const hostOf = (url: string): string => URL.parse(url)?.hostname ?? ''

function asked({ url, headers }: FastifyRequest, signal: AbortSignal): Request {
  const single = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as [string, string]] : []
  )
  return new Request(new URL(url, 'http://gateway/'), { method: 'POST', headers: single, signal })
}

/** The tools for `?lapps=a,b`, or the generic ones. */
function choosing(app: FastifyInstance, catalogue: Mcp['catalogue']) {
  const made = new Map<string, Ready>()
  let paths: Paths | undefined
  const ready = (tool: Tool): Ready => {
    paths ??= app.swagger().paths as unknown as Paths
    const known = made.get(tool.name)
    if (known !== undefined) return known
    const operation = paths[tool.path]?.[tool.method]
    if (operation === undefined) throw new Error(`no route for the tool ${tool.name}`)
    const whole = { ...tool, operation, ...standard(tool, operation) }
    made.set(tool.name, whole)
    return whole
  }
  return ({ query }: FastifyRequest): readonly Ready[] => {
    const { lapps } = query as { readonly lapps?: unknown }
    if (typeof lapps !== 'string' || lapps === '') return TOOLS.map(ready)
    const own = [...new Set(lapps.split(','))].flatMap(id => {
      const card = catalogue.find(one => one.id === id)
      if (card === undefined) throw new AppError('not_found', 'There is no such LApp')
      return toolsOf(card)
    })
    return [...TOOLS.filter(({ name }) => !GENERIC.includes(name)), ...own].map(ready)
  }
}

/** The route validates its arguments itself, and its answers always match its schema. */
const BY_THE_ROUTE = {
  getValidator:
    <T>(): JsonSchemaValidator<T> =>
    data => ({ valid: true, data: data as T, errorMessage: undefined })
}

function standard(tool: Tool, operation: Operation) {
  const { input, output } = formsOf(tool, operation)
  const of = (schema: object) => fromJsonSchema<Record<string, unknown>>(schema, BY_THE_ROUTE)
  return { input: of(input), output: of(output) }
}
