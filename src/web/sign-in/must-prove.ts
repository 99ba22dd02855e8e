// Whether a session may spend so much without signing in once more.
import type { Session } from '../../account/sessions.ts'
import type { SignIns } from '../../account/sign-ins.ts'
import type { Msat } from '../../core/msat.ts'

/** Who signed in so lately is not asked again. */
const PROVED_MS = 300_000

type Deps = { readonly signIns: Pick<SignIns, 'askAbove'>; readonly now: () => Date }

/** Above the amount that they set, and signed in longer ago than a moment. */
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
