// CLNRest as a transport: Core Lightning's own HTTP API, with a rune. The node's answer is 201 with
// the result, or 500 with its error; any other response, for instance of a proxy, is not the
// node's.
import { httpDoor, type HttpAnswer } from './http-call.ts'
import { parse } from './json-rpc.ts'
import { fieldsOf, REFUSED_BY_DOOR } from './node-error.ts'
import type { Answer, Transport } from './transport.ts'

export function clnrest(door: {
  readonly url: string
  readonly rune: string
  /** Certificates as PEM; undefined: the system's. */
  readonly ca: string | undefined
}): Transport {
  const { post, ...rest } = httpDoor(door.url, door.ca)
  const headers = {
    rune: door.rune,
    'content-type': 'application/json',
    accept: 'application/json'
  }
  return {
    ...rest,
    async call(method, params, options) {
      const outcome = await post(`/v1/${method}`, headers, JSON.stringify(params), options)
      return outcome.is === 'answer' ? answerOf(outcome) : outcome
    }
  }
}

/** 401, 403, 404 and so on come from CLNRest before anything was executed. */
const BY_DOOR: readonly number[] = [400, 401, 403, 404, 405, 406, 413, 415]

function answerOf({ status, text, date }: HttpAnswer): Answer {
  try {
    if (status === 200 || status === 201) return { is: 'result', result: parse(text), date }
    const { code, message } = fieldsOf(text)
    const said = typeof message === 'string' ? message : `the door answered ${status}`
    if (status === 500 && typeof code === 'number') return { is: 'error', code, message: said }
    if (BY_DOOR.includes(status)) return { is: 'error', code: REFUSED_BY_DOOR, message: said }
  } catch {
    // Anything but JSON is not the node's answer.
  }
  return { is: 'silent', why: `the door answered ${status}, which is not the node's answer` }
}
