// The scopes that a key can have.
import { AppError } from '../core/errors.ts'

export const SCOPES = [
  'account:read',
  'deposits:write',
  'payments:write',
  'transfers:write',
  'purchases:write',
  'accounts:write',
  'keys:write',
  'webhooks:write',
  'admin'
] as const
export type Scope = (typeof SCOPES)[number]

/**
 * From stored names; one that another version granted and this one does not know grants nothing.
 */
export const scopesOf = (names: readonly string[]): Scope[] =>
  SCOPES.filter(scope => names.includes(scope))

/** @throws {AppError} invalid_request naming the first scope that does not exist */
export function checkedScopes(names: readonly string[]): Scope[] {
  const unknown = names.findIndex(name => !SCOPES.some(scope => scope === name))
  if (unknown === -1 && names.length > 0) return scopesOf(names)
  const detail = `Every scope is one of ${SCOPES.join(', ')}`
  const pointer = unknown === -1 ? '/scopes' : `/scopes/${unknown}`
  throw new AppError('invalid_request', detail, [{ pointer, detail }])
}
