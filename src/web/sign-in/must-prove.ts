// Decides whether a session must sign in again before it spends an amount.
import type { Session } from '../../account/sessions.ts'
import type { SignIns } from '../../account/sign-ins.ts'
import type { Msat } from '../../core/msat.ts'

/** Whoever signed in within this time is not asked again. */
const PROVED_MS = 300_000

type Deps = { readonly signIns: Pick<SignIns, 'askAbove'>; readonly now: () => Date }

/** True above the amount that they set, unless they signed in a moment ago. */
export async function mustProve(
  { signIns, now }: Deps,
  session: Session | undefined,
  amountMsat: Msat
): Promise<boolean> {
  if (session === undefined) return false
  const most = await signIns.askAbove(session.caller.account)
  if (most === undefined || amountMsat <= most) return false
  return !isProvedLately(session, now())
}

export const isProvedLately = ({ provedAt }: Pick<Session, 'provedAt'>, now: Date): boolean =>
  now.getTime() - provedAt.getTime() <= PROVED_MS
