// Every object within a document, the outer before the inner, with its path.
import { isObject } from '../../../../src/core/is-object.ts'

export type Json = Readonly<Record<string, unknown>>

export function objectsIn(
  node: unknown,
  at = ''
): readonly { readonly at: string; readonly one: Json }[] {
  if (typeof node !== 'object' || node === null) return []
  const inner = Object.entries(node).flatMap(([name, one]) => objectsIn(one, `${at}/${name}`))
  return isObject(node) ? [{ at, one: node }, ...inner] : inner
}
