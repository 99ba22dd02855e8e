// Looks up the owner of an account, and how promptly its payments have settled so far: the basis
// for turns.
import type { EntityManager } from '@mikro-orm/postgresql'
import { remember } from '../../account/remember.ts'
import type { Id } from '../../core/ids.ts'
import { prepared } from '../../db/prepared.ts'
import { PAID_MAX, type Owner } from './fairness.ts'

export type Owners = {
  readonly of: (account: Id) => Promise<Owner>
  /** A payment of the account has ended: its owner's allowance may have grown. */
  readonly ended: (account: Id) => void
}

/** How soon payments made at another gateway are noticed. */
const KNOWN_MS = 5_000
const KNOWN_MAX = 50_000

export function ownerLookup(
  find: (account: Id) => Promise<Owner | undefined>,
  now: () => number
): Owners {
  const life = () => KNOWN_MS
  const known = remember(async name => find(name as Id), life, KNOWN_MAX, now)
  /** Accounts whose allowance may grow with one more payment. */
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

/** Self-made: owned by a Telegram user, now or before it was linked. */
const OWNERS = `
  select a.id as account, a.root as root,
    (select count(*)::int from (select from payment p
       where p.root = a.root and p.state = 'settled'
         and p.finished_at - p.dispatched_at < interval '15 seconds'
       limit ${PAID_MAX}) prompt) as paid,
    (exists (select from link l where l.own = a.root and l.state = 'joined')
     or (select count(*) from identity i where i.account = a.root and not exists (
       select from link l where l.kind = i.kind and l.external_id = i.external_id
         and l.account = i.account and l.state = 'joined')) > 0) as "selfMade"
  from (select id, root_of(id) as root from unnest($1::uuid[]) u(id)) a`

export async function findOwners(
  em: EntityManager,
  accounts: readonly Id[]
): Promise<ReadonlyMap<Id, Owner>> {
  const found = await prepared<Found>(em, OWNERS, [`{${accounts.join()}}`])
  return new Map(found.map(({ account, ...owner }) => [account, owner]))
}
