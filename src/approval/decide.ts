// The public status of an approval, and its deadline. Pure.
export const LIFE_MS = 900_000

export type State = 'waiting' | 'approved' | 'begun' | 'declined' | 'expired' | 'failed'

type Decided = {
  readonly state: State
  readonly expiresAt: Date
  readonly errorCode: string | null
  readonly errorDetail: string | null
}

export type Standing =
  | { readonly is: 'pending_approval' }
  /** Approved, and being carried out. */
  | { readonly is: 'pending' }
  | { readonly is: 'failed'; readonly error: { readonly code: string; readonly detail: string } }

export const EXPIRED = {
  code: 'approval_expired',
  detail: 'Nobody approved it within 15 minutes. Nothing was held.'
} as const

export const DECLINED = {
  code: 'cancelled',
  detail: 'The owner of the account said no. Nothing was held.'
} as const

export const KEY_ENDED = {
  code: 'cancelled',
  detail: 'The key that asked for it was revoked, or has expired. Nothing was held.'
} as const

export function standingOf(row: Decided, now: Date): Standing {
  switch (row.state) {
    case 'waiting':
      // Expired by time, even if the row does not say so yet.
      return isOpen(row, now) ? { is: 'pending_approval' } : { is: 'failed', error: EXPIRED }
    case 'approved':
    case 'begun':
      return { is: 'pending' }
    case 'declined':
    case 'expired':
    case 'failed':
      return {
        is: 'failed',
        error: { code: row.errorCode ?? 'cancelled', detail: row.errorDetail ?? '' }
      }
    default:
      return row.state satisfies never
  }
}

export const isOpen = ({ state, expiresAt }: Pick<Decided, 'state' | 'expiresAt'>, now: Date) =>
  state === 'waiting' && expiresAt > now
