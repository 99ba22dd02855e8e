// What HTTP doors say in the node's place.
import { parse } from './json-rpc.ts'

/**
 * A door that refuses a call itself has a code that proves nothing of xpay (own-error.ts): a
 * payment that it refused counts as lost, which ends by the fence, and everything else as refused.
 */
export const REFUSED_BY_DOOR = -1

/** @throws for what is no JSON */
export function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  const value = parse(text)
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : {}
}
