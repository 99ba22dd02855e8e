// Requires proof of identity before showing a key that can spend, for people who set a limit above
// which they are asked again.
import { type Visit, callerOf } from '../ground/visit.ts'
import { isProvedLately } from '../sign-in/must-prove.ts'
import type { Developing } from './rooms.ts'

/** Where to prove it; undefined if they signed in a moment ago. */
export async function mustProve(
  { signIns, now }: Pick<Developing, 'signIns' | 'now'>,
  visit: Visit,
  next: string
): Promise<string | undefined> {
  const most = await signIns.askAbove(callerOf(visit).account)
  const isProved = visit.session !== undefined && isProvedLately(visit.session, now())
  if (most === undefined || isProved) return undefined
  return `/sign-in?why=limit&next=${encodeURIComponent(next)}`
}
