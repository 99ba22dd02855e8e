// A tool is called: the route is asked as its caller would ask it, with the same key.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { CallToolResult } from '@modelcontextprotocol/server'
import { requestOf, type Operation } from './operation.ts'
import type { Tool } from './tools.ts'

/** Who asks, and from where: what the route decides by. */
const PASSED_ON = ['authorization', 'gateway-account', 'host', 'x-forwarded-for'] as const

export async function call(
  app: FastifyInstance,
  tool: Tool,
  operation: Operation,
  args: Readonly<Record<string, unknown>>,
  from: FastifyRequest
): Promise<CallToolResult> {
  const missing = tool.oneOf?.every(name => args[name] === undefined) ?? false
  if (missing) return refused({ code: 'invalid_request', detail: needs(tool.oneOf) })
  const { headers, ...request } = requestOf(tool, operation, args)
  const passed = PASSED_ON.flatMap(name => {
    const value = from.headers[name]
    return typeof value === 'string' ? [[name, value] as const] : []
  })
  const answer = await app.inject({
    ...request,
    headers: { ...Object.fromEntries(passed), ...headers, 'x-request-id': from.id },
    remoteAddress: from.socket.remoteAddress ?? ''
  })
  const body = answer.json<Readonly<Record<string, unknown>>>()
  if (answer.statusCode >= 400) return refused(body)
  return { content: [{ type: 'text', text: JSON.stringify(body) }], structuredContent: { ...body } }
}

const needs = (names: readonly string[] = []): string => `Give ${names.join(' or ')}`

/** What an agent can read, and mend. */
const refused = (problem: object): CallToolResult => ({
  isError: true,
  content: [{ type: 'text', text: JSON.stringify(problem) }]
})
