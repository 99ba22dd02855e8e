// Sparko as a transport: a plugin's HTTP API, with a key. It abandons every call after 30 seconds,
// though the call goes on (safe-payer.md 3.3, 7 d 2): such an error means a lost call, never an
// answer.
import { httpDoor, type HttpAnswer } from './http-call.ts'
import { parse } from './json-rpc.ts'
import { fieldsOf, REFUSED_BY_DOOR } from './node-error.ts'
import type { Answer, Transport } from './transport.ts'

export function sparko(door: { readonly url: string; readonly key: string }): Transport {
  const { post, ...rest } = httpDoor(door.url, undefined)
  const headers = { 'x-access': door.key, 'content-type': 'application/json' }
  return {
    ...rest,
    async call(method, params, options) {
      const outcome = await post('/rpc', headers, JSON.stringify({ method, params }), options)
      return outcome.is === 'answer' ? answerOf(outcome) : outcome
    }
  }
}

/** The node's own errors carry a code; those of Sparko, above all its 30-second timeout, do not. */
function answerOf({ status, text, date }: HttpAnswer): Answer {
  // An invalid key, or one without the permission: Sparko says no more.
  if (status === 400 || status === 401) {
    return { is: 'error', code: REFUSED_BY_DOOR, message: `Sparko answered ${status}` }
  }
  try {
    if (status === 200) return { is: 'result', result: parse(text), date }
    const { type, code, message } = fieldsOf(text)
    const said = typeof message === 'string' ? message : `the door answered ${status}`
    if (status === 500 && type === 'lightning' && typeof code === 'number' && code !== 0) {
      return { is: 'error', code, message: said }
    }
  } catch {
    // Anything but JSON is not the node's answer.
  }
  return { is: 'silent', why: `the door answered ${status}, which is not the node's answer` }
}
