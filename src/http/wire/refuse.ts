// Answers errors: as a problem document to the caller, and with all details in the log.
import type { FastifyReply, FastifyRequest } from 'fastify'
import { problem, PROBLEM_TYPE, toAppError } from './problem.ts'

export function refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = problem(toAppError(error, request.method))
  if (refusal.code === 'internal')
    request.log.error({ trace: request.id, err: error }, 'a request failed')
  void reply.code(refusal.status).type(PROBLEM_TYPE).send(JSON.stringify(refusal))
}
