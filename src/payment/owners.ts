// Whose an account is, and how its owner has paid so far: what turns are given by.
import type { EntityManager } from '@mikro-orm/postgresql'
import { remember } from '../account/remember.ts'
import type { Id } from '../core/ids.ts'
import { prepared } from '../db/prepared.ts'
import { PAID_MAX, type Owner } from './fairness.ts'

export type Owners = {
  readonly of: (account: Id) => Promise<Owner>
  /** A payment of the account has ended: what its owner may have out can have grown. */
  readonly ended: (account: Id) => void
}

/** So soon it is seen what was paid at another gateway. */
const KNOWN_MS = 5_000
const KNOWN_MAX = 50_000

export function ownerLookup(
  find: (account: Id) => Promise<Owner | undefined>,
  now: () => number
): Owners {
  const known = remember(
    async name => find(name as Id),
    () => KNOWN_MS,
    KNOWN_MAX,
    now
  )
  /** Those that may have more out after one payment. */
  const growing = new Set<Id>()
  return {
    async of(account) {
      const owner = await known.look(account)
      if (owner === undefined) return { root: account, paid: 0, selfMade: true }
      if (owner.selfMade && owner.paid < PAID_MAX) growing.add(account)
      return owner
    },
    ended(account) {
      if (growing.delete(account)) known.forget(account)
    }
  }
}

type Found = Owner & { readonly account: Id }

/** Self-made is what somebody of Telegram calls their own, now or before they were joined. */
const OWNERS = `
  select a.id as account, a.root as root,
    (select count(*)::int from (select from payment p
       where p.root = a.root and p.state = 'settled'
         and p.finished_at - p.dispatched_at < interval '15 seconds'
       limit ${PAID_MAX}) prompt) as paid,
    (exists (select from link l where l.own = a.root and l.state = 'joined')
     or exists (select from identity i where i.account = a.root and not exists (
       select from link l where l.kind = i.kind and l.external_id = i.external_id
         and l.account = i.account and l.state = 'joined'))) as "selfMade"
  from (select id, root_of(id) as root from unnest($1::uuid[]) u(id)) a`

export async function findOwners(
  em: EntityManager,
  accounts: readonly Id[]
): Promise<ReadonlyMap<Id, Owner>> {
  const found = await prepared<Found>(em, OWNERS, [`{${accounts.join()}}`])
  return new Map(found.map(({ account, ...owner }) => [account, owner]))
}
