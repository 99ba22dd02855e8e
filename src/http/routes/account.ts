// The caller's account and balance.
import type { Account } from '../../account/accounts.ts'
import { AppError } from '../../core/errors.ts'
import { showId } from '../../core/ids.ts'
import { wire } from '../../core/msat.ts'
import type { App } from '../wire/app.ts'
import type { Rooms } from '../wire/rooms.ts'
import { BALANCE, exactly, named, TEXT, TIME } from '../wire/schema.ts'

export const ACCOUNT = named(
  'Account',
  exactly({
    id: TEXT,
    name: TEXT,
    balance_msat: { ...BALANCE, description: 'What can be spent now, in millisatoshi' },
    held_msat: { ...BALANCE, description: 'What is on hold for what is pending, in millisatoshi' },
    created_at: TIME
  })
)

const TOTALS = named(
  'Totals',
  exactly({
    sub_accounts: { type: 'integer', description: 'How many, closed ones included' },
    balance_msat: BALANCE,
    held_msat: BALANCE
  })
)

export const presentAccount = (account: Account) => ({
  id: showId('acc', account.id),
  name: account.name,
  balance_msat: wire(account.balanceMsat),
  held_msat: wire(account.heldMsat),
  created_at: account.createdAt.toISOString()
})

export function account(app: App, { accounts }: Pick<Rooms, 'accounts'>): void {
  app.get(
    '/account',
    {
      config: { scope: 'account:read' },
      schema: {
        tags: ['account'],
        summary: 'What can be spent, and what is on hold',
        response: { 200: ACCOUNT }
      }
    },
    async ({ caller }) => {
      const found = await accounts.find(caller.account)
      if (!found) throw new AppError('not_found', 'The account of this key is gone')
      return presentAccount(found)
    }
  )
  app.get(
    '/account/totals',
    {
      config: { scope: 'account:read' },
      schema: {
        tags: ['account'],
        summary: 'What the account and all its sub-accounts have together',
        response: { 200: TOTALS }
      }
    },
    async ({ caller }) => {
      const { subAccounts, balanceMsat, heldMsat } = await accounts.totals(caller.account)
      return {
        sub_accounts: subAccounts,
        balance_msat: wire(balanceMsat),
        held_msat: wire(heldMsat)
      }
    }
  )
}
