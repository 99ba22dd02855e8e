// Errors that HTTP front ends return in the node's place.
import { isObject } from '../core/is-object.ts'
import { parse } from './json-rpc.ts'

/**
 * If the front end itself refuses a call, the error gets a code that proves nothing about xpay
 * (own-error.ts): a payment refused so counts as lost, which is ended by the fence, and any other
 * call as refused.
 */
export const REFUSED_BY_DOOR = -1

/** @throws if it is not JSON */
export function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  const value = parse(text)
  return isObject(value) ? value : {}
}
