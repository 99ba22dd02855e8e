// Wires the rooms about people: accounts and keys, identities elsewhere, and transfers between
// accounts.
import { randomBytes } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import { accounts } from '../account/accounts.ts'
import { buckets } from '../account/buckets.ts'
import { identities } from '../account/identities.ts'
import { keys } from '../account/keys.ts'
import { links } from '../account/links.ts'
import { sessions } from '../account/sessions.ts'
import { signIns } from '../account/sign-ins.ts'
import type { Config } from '../config.ts'
import { clock } from '../core/clock.ts'
import type { Key } from '../core/idempotency.ts'
import type { Id } from '../core/ids.ts'
import { msat } from '../core/msat.ts'
import type { Step } from '../core/step.ts'
import { claimKey } from '../ledger/claim.ts'
import { ledgerAccounts, openAccount } from '../ledger/open.ts'
import type { Commit } from '../ledger/unit.ts'
import { transfers } from '../transfer/transfers.ts'

type Deps = {
  readonly em: EntityManager
  readonly commit: Commit
  readonly step: Step
  readonly config: Pick<Config, 'claimExpiresIn' | 'transferMemoMin'>
  /** The database's clock: any gateway returns what nobody claimed in time. */
  readonly now?: () => Date
}

export function openPeople({ em, commit, step, config, now = clock.date }: Deps) {
  const known = keys(em, { random: randomBytes, clock: clock.now, now })
  const between = transfers({
    em,
    commit,
    step,
    now,
    claimSeconds: config.claimExpiresIn,
    memoMinMsat: msat(config.transferMemoMin)
  })
  return {
    accounts: accounts(em, ledgerAccounts(em), clock.now),
    identities: identities(em, openAccount),
    links: links(em, randomBytes),
    sessions: sessions(em, randomBytes),
    signIns: signIns(em, randomBytes),
    keys: known,
    buckets: buckets(em, clock.now),
    transfers: between,
    claimKey: async (account: Id, key: Key) => claimKey(commit, account, key),
    closeAccount: async (account: Id, owner: Id) => {
      await between.closeAccount(account, owner)
      await known.revokeAll(account)
    }
  }
}
