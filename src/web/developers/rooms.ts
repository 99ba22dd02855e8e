// The dependencies of the developers' pages: rooms, as `app` hands them over.
import type { Accounts } from '../../account/accounts.ts'
import type { Keys } from '../../account/keys.ts'
import type { SignIns } from '../../account/sign-ins.ts'
import type { Claimed, Key } from '../../core/idempotency.ts'
import type { Id } from '../../core/ids.ts'
import type { LAppCard } from '../../lapps/open-lapp.ts'
import type { EventLog } from '../../notify/event-log.ts'
import type { Webhooks } from '../../notify/webhooks.ts'

export type Developing = {
  readonly accounts: Pick<Accounts, 'find' | 'list' | 'open'>
  readonly keys: Pick<Keys, 'list' | 'find' | 'createOnce' | 'rotate' | 'revoke'>
  readonly webhooks: Webhooks
  readonly eventLog: Pick<EventLog, 'listen' | 'newest'>
  readonly claimKey: (account: Id, key: Key) => Promise<Claimed>
  readonly closeAccount: (account: Id, owner: Id) => Promise<void>
  readonly signIns: Pick<SignIns, 'askAbove'>
  readonly catalogue: readonly LAppCard[]
  readonly random: (bytes: number) => Buffer
  readonly now: () => Date
  readonly publicUrl: string
}
