// What a form makes is made once: the token of its page is claimed before anything is made.
import { keyOf, type Claimed } from '../../core/idempotency.ts'
import { onceOf } from '../ground/once.ts'
import { callerOf, type Visit } from '../ground/visit.ts'
import type { Developing } from './rooms.ts'

/** Replayed where the same page was sent before. */
export async function claimOnce(
  { claimKey }: Pick<Developing, 'claimKey'>,
  path: string,
  visit: Visit
): Promise<Claimed> {
  const { account } = callerOf(visit)
  const request = { method: 'POST', path, body: undefined }
  return claimKey(account, keyOf(account, `page ${onceOf(visit.form['once'])}`, request))
}
