// Sends requests to the control API of the sandbox's process: HTTP over a unix socket, which fetch
// does not support.
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { AppError, ERRORS, type ErrorCode } from '../core/errors.ts'

const PATIENCE_MS = 10_000

/** @throws AppError the sandbox's refusal, or `node_unavailable` if it does not answer. */
export async function askControl(
  socketPath: string,
  method: string,
  path: string,
  body?: unknown
): Promise<unknown> {
  const { status, json } = await send(socketPath, method, path, body).catch((error: unknown) => {
    const detail = 'The make-believe Lightning network does not answer'
    throw new AppError('node_unavailable', detail, [], error)
  })
  if (status < 300) return json
  const { code, detail } = json as { readonly code: string; readonly detail: string }
  throw new AppError(code in ERRORS ? (code as ErrorCode) : 'internal', detail)
}

type Reply = { readonly status: number; readonly json: unknown }

function send(socketPath: string, method: string, path: string, body: unknown): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>()
  const content = body === undefined ? '' : JSON.stringify(body)
  const headers = content === '' ? {} : { 'content-type': 'application/json' }
  const signal = AbortSignal.timeout(PATIENCE_MS)
  const asked = request({ socketPath, method, path, headers, signal }, response => {
    text(response).then(answer => {
      const json: unknown = answer === '' ? undefined : JSON.parse(answer)
      resolve({ status: response.statusCode ?? 500, json })
    }, reject)
  })
  asked.on('error', reject)
  asked.end(content)
  return promise
}
