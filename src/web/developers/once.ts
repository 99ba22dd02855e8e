// What a form makes is made once, however often it is sent: each page that is drawn has a token of
// its own, and it is claimed before anything is made.
import type { Caller } from '../../account/keys.ts'
import { AppError } from '../../core/errors.ts'
import { keyOf, type Claimed } from '../../core/idempotency.ts'
import type { Visit } from '../ground/visit.ts'
import type { Developing } from './rooms.ts'

export const newOnce = ({ random }: Pick<Developing, 'random'>): string =>
  random(16).toString('base64url')

/** Replayed where the same page was sent before. */
export async function claimOnce(
  { claimKey }: Pick<Developing, 'claimKey'>,
  path: string,
  visit: Visit
): Promise<Claimed> {
  const { account } = callerOf(visit)
  const once = visit.form['once'] ?? ''
  if (!/^[\w-]{22}$/.test(once)) throw new AppError('invalid_request', 'Open the page anew')
  const request = { method: 'POST', path, body: undefined }
  return claimKey(account, keyOf(account, `page ${once}`, request))
}

export function callerOf({ session }: Visit): Caller {
  if (session === undefined) throw new AppError('unauthenticated', 'Sign in first')
  return session.caller
}
