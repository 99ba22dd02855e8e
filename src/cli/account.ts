// `account create|list|show`.
import { Command } from 'commander'
import { accounts, type Account, type Accounts } from '../account/accounts.ts'
import { AppError } from '../core/errors.ts'
import { parse, show, type Id } from '../core/ids.ts'
import { wire } from '../core/msat.ts'
import { openAccount } from '../ledger/open.ts'
import { attached, type Attached } from './attach.ts'
import { print } from './print.ts'

export const account = (): Command =>
  new Command('account')
    .description('accounts and their balances')
    .addCommand(
      new Command('create')
        .argument('<name>', 'what people call it')
        .option('--parent <id>', 'the account that it belongs to')
        .description('open an account')
        .action(async (name: string, { parent }: { parent?: string }, command: Command) => {
          const above = parent === undefined ? undefined : accountId(parent)
          print(command, row(await attached(to => room(to).open(name, above))))
        })
    )
    .addCommand(
      new Command('list')
        .description('all accounts, newest first')
        .action(async (_options, command: Command) => {
          print(command, (await attached(to => everything(room(to)))).map(row))
        })
    )
    .addCommand(
      new Command('show')
        .argument('<id>')
        .description('one account')
        .action(async (id: string, _options, command: Command) => {
          const found = await attached(to => room(to).find(accountId(id)))
          if (found === undefined) throw new AppError('not_found', `there is no account ${id}`)
          print(command, row(found))
        })
    )

const room = ({ em }: Attached): Accounts => accounts(em, made => openAccount(em.fork(), made))

export function accountId(text: string): Id {
  const id = parse('acc', text)
  if (id === undefined) throw new AppError('invalid_request', `${text} is no account id (acc_…)`)
  return id
}

async function everything(of: Accounts): Promise<readonly Account[]> {
  const all: Account[] = []
  let cursor: string | undefined
  do {
    const { data, nextCursor } = await of.list(undefined, { limit: 100, cursor })
    all.push(...data)
    cursor = nextCursor
  } while (cursor !== undefined)
  return all
}

const row = (account: Account) => ({
  id: show('acc', account.id),
  name: account.name,
  parent: account.parent === null ? null : show('acc', account.parent),
  balance_msat: wire(account.balanceMsat),
  held_msat: wire(account.heldMsat),
  created_at: account.createdAt.toISOString()
})
