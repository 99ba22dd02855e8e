// Derives faulty service answers from a recorded answer.
import { isObject } from '../../core/is-object.ts'
import { NetError, type NetFailure } from '../../net/error.ts'
import type { Exchange } from './fixture.ts'
import { bodyOf, respond, type Fault } from './replay.ts'

/**
 * All faults of one exchange. The guarded client aborts a service that hangs, drips or floods; a
 * LApp only sees its error, which comes here without the wait.
 */
export function faultsOf({ response }: Exchange): readonly Fault[] {
  return [
    fails('connection refused', 'unreachable'),
    fails('hang or slow drip', 'timeout'),
    fails('2 MB body', 'too_large'),
    answers('500', { status: 500, text: 'Internal Server Error' }),
    answers('429', { status: 429, headers: { 'retry-after': '1' }, text: 'slow down' }),
    answers('302 off-host', { status: 302, headers: { location: 'https://elsewhere.example/' } }),
    answers('HTML 200', {
      status: 200,
      headers: { 'content-type': 'text/html' },
      text: '<html><body><h1>We will be back soon</h1></body></html>'
    }),
    ...(response.json === undefined ? [] : [cut(response)]),
    ...fieldsOf(response.json).map(name => without(name))
  ]
}

const fails = (id: string, why: NetFailure): Fault => ({
  id,
  harmless: false,
  answer: () => Promise.reject(new NetError(why, id))
})

const answers = (id: string, response: Exchange['response']): Fault => ({
  id,
  harmless: false,
  answer: () => Promise.resolve(respond(response))
})

function cut(recorded: Exchange['response']): Fault {
  const body = bodyOf(recorded)
  const { status, headers = {} } = recorded
  const half = { 'content-type': 'application/json', ...headers }
  const fault = answers('cut JSON', { status, headers: half, text: body.slice(0, body.length / 2) })
  // The status alone may suffice for the LApp.
  return { ...fault, harmless: true }
}

const fieldsOf = (json: unknown): string[] => (isObject(json) ? Object.keys(json) : [])

const without = (name: string): Fault => ({
  id: `without ${name}`,
  harmless: true,
  answer: recorded => {
    const kept = Object.entries(recorded.json ?? {}).filter(([key]) => key !== name)
    return Promise.resolve(respond({ ...recorded, json: Object.fromEntries(kept) }))
  }
})
