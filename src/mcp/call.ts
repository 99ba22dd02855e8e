// Executes a tool call: sends the route the request that its caller would send, with the same key.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { CallToolResult } from '@modelcontextprotocol/server'
import { requestOf, type Operation } from './operation.ts'
import type { Tool } from './tools.ts'

/** Headers that identify the caller, passed on to the route. */
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

/** An error that an agent can read and correct. */
const refused = (problem: object): CallToolResult => ({
  isError: true,
  content: [{ type: 'text', text: JSON.stringify(problem) }]
})
