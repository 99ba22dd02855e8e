// Answers what Node cannot read as an HTTP request, before there is a route that could: with a
// problem document like any other refusal.
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { AppError } from '../../core/errors.ts'
import { problem, PROBLEM_TYPE } from './problem.ts'

const DETAILS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: 'The address and the headers are too long together',
  ERR_HTTP_REQUEST_TIMEOUT: 'The request did not come to its end in time'
}

export function refuseUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  // A closed connection gets no response.
  if (error.code !== 'ECONNRESET' && socket.writable) {
    const detail = DETAILS[error.code ?? ''] ?? 'This is no HTTP request'
    const refusal = problem(new AppError('invalid_request', detail))
    const body = JSON.stringify(refusal)
    socket.write(
      `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}\r\n` +
        `content-type: ${PROBLEM_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
        `connection: close\r\n\r\n${body}`
    )
  }
  socket.destroy(error)
}
