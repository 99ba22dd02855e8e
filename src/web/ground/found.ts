// Finds what a page is about, by the id in its address.
import { AppError } from '../../core/errors.ts'
import { parse, type Id, type Prefix } from '../../core/ids.ts'
import type { Visit } from './visit.ts'

/** @throws {AppError} not_found, for what is another account's too */
export async function found<T>(
  { params }: Pick<Visit, 'params'>,
  [prefix, noun]: readonly [Prefix, string],
  find: (id: Id) => Promise<T | undefined>
): Promise<T> {
  const id = parse(prefix, params['id'] ?? '')
  const it = id && (await find(id))
  if (it === undefined) throw new AppError('not_found', `There is no such ${noun}`)
  return it
}
