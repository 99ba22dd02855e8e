// Lists the refusals of a route by status: those implied by its shape, and its own.
import { ERRORS, type ErrorCode } from '../../core/errors.ts'
import { pascal, refTo } from './names.ts'
import { PROBLEM_TYPE, problemOf } from '../wire/problem.ts'

type Route = {
  readonly hasKey: boolean
  /** Whether the method allows a body: a bad one is refused even by a route that takes none. */
  readonly mayHaveBody: boolean
  readonly hasPathParameter: boolean
  readonly idempotent: 'required' | 'optional' | undefined
  readonly own: readonly ErrorCode[]
}

/** Refusals of every route, whatever the request. */
const ALWAYS: readonly ErrorCode[] = [
  'invalid_request',
  'misdirected',
  'rate_limited',
  'internal',
  'not_ready'
]

const codesOf = ({ hasKey, mayHaveBody, hasPathParameter, idempotent, own }: Route) =>
  new Set<ErrorCode>([
    ...ALWAYS,
    // A Gateway-Account may name an account that does not exist.
    ...(hasKey ? (['unauthenticated', 'forbidden', 'not_found'] as const) : []),
    ...(hasPathParameter ? (['not_found'] as const) : []),
    ...(mayHaveBody ? (['payload_too_large', 'unsupported_media_type'] as const) : []),
    ...(idempotent === 'required' ? (['idempotency_key_required'] as const) : []),
    ...(idempotent ? (['idempotency_key_reused', 'idempotency_key_in_use'] as const) : []),
    ...own
  ])

/** The entries of `components.responses`, and references to them. */
export type Refusals = {
  readonly shared: Readonly<Record<string, object>>
  readonly responses: Readonly<Record<string, { readonly $ref: string }>>
}

export function refusalsOf(route: Route): Refusals {
  // In the order of the error table, so that the same codes yield the same name.
  const codes = (Object.keys(ERRORS) as ErrorCode[]).filter(code => codesOf(route).has(code))
  const shared: Record<string, object> = {}
  const responses: Record<string, { readonly $ref: string }> = {}
  for (const [status, those] of Map.groupBy(codes, code => ERRORS[code].status)) {
    const name = those.map(pascal).join('Or')
    shared[name] = response(those)
    responses[status] = { $ref: `#/components/responses/${name}` }
  }
  return { shared, responses }
}

const response = (codes: readonly ErrorCode[]) => ({
  description: codes.map(code => `\`${code}\`: ${ERRORS[code].title}`).join('; '),
  content: {
    [PROBLEM_TYPE]: {
      schema: {
        allOf: [
          refTo('Problem'),
          { type: 'object', properties: { code: { type: 'string', enum: codes } } }
        ]
      },
      examples: Object.fromEntries(codes.map(code => [code, { value: problemOf(code) }]))
    }
  }
})
