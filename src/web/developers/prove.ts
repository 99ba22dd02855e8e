// Requires proof of identity before showing a key that can spend, for people who set a limit above
// which they are asked again.
import { type Visit, callerOf, signedIn } from '../ground/visit.ts'
import { isProvedLately } from '../sign-in/must-prove.ts'
import type { Developing } from './rooms.ts'

/** Where to prove it; undefined if they signed in a moment ago. */
export async function mustProve(
  { signIns, now }: Pick<Developing, 'signIns' | 'now'>,
  visit: Visit,
  next: string
): Promise<string | undefined> {
  const most = await signIns.askAbove(callerOf(visit).account)
  if (most === undefined || isProvedLately(signedIn(visit), now())) return undefined
  return `/sign-in?why=limit&next=${encodeURIComponent(next)}`
}
