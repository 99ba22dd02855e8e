// `account create|list|show|erase`.
import { Command } from 'commander'
import { accounts, type Account, type Accounts } from '../account/accounts.ts'
import { AppError } from '../core/errors.ts'
import { showId } from '../core/ids.ts'
import { wire } from '../core/msat.ts'
import { NAME } from '../http/wire/schema.ts'
import { ledgerAccounts } from '../ledger/open.ts'
import { erase } from '../operate/erase.ts'
import { accountNamed } from './account-named.ts'
import { attached, type Attached } from './attach.ts'
import { mustBeMeant, withWord, type Spoken } from './operator.ts'
import { printRows } from './print.ts'
import type { Shell } from './shell.ts'

export const account = (shell: Shell): Command =>
  new Command('account')
    .description('accounts and their balances')
    .addCommand(
      new Command('create')
        .argument('<name>', 'what people call it')
        .option('--parent <account>', 'the account that it belongs to: an id, or a name')
        .description('open an account')
        .action(async (text: string, { parent }: { parent?: string }, command: Command) => {
          const name = nameOf(text)
          const open = async (to: Attached) => {
            const above = parent === undefined ? undefined : await accountNamed(to, parent)
            return room(to).open({ name, parent: above })
          }
          const opened = await attached(shell, open, { makes: true })
          printRows(shell, command, row(opened))
        })
    )
    .addCommand(
      new Command('list')
        .description('all accounts, newest first')
        .action(async (_options, command: Command) => {
          printRows(shell, command, (await attached(shell, to => everything(room(to)))).map(row))
        })
    )
    .addCommand(
      new Command('show')
        .argument('<account>', 'its id, or its name')
        .description('one account')
        .action(async (id: string, _options, command: Command) => {
          const found = await attached(shell, async to => room(to).find(await accountNamed(to, id)))
          if (found === undefined) throw new AppError('not_found', `there is no account ${id}`)
          printRows(shell, command, row(found))
        })
    )
    .addCommand(
      withWord(
        new Command('erase')
          .argument('<account>', 'its id, or its name')
          .option('--yes', 'it is meant: there is no way back')
          .description('remove names, memos and identities of it and its sub-accounts for ever')
      ).action(async (text: string, asked: Spoken & { readonly yes?: true }, command: Command) => {
        mustBeMeant(asked)
        const erased = await attached(shell, async to =>
          erase(to.em, await accountNamed(to, text), asked)
        )
        printRows(shell, command, erased)
      })
    )

const room = ({ em }: Attached): Accounts =>
  accounts(em, ledgerAccounts(em), () => performance.now())

/** Validated as over REST: an invalid name could be mistaken for another account's. */
function nameOf(text: string): string {
  const name = text.trim()
  if (name.length >= NAME.minLength && name.length <= NAME.maxLength) return name
  throw new AppError(
    'invalid_request',
    `${NAME.description} is needed, not ${JSON.stringify(text)}.`
  )
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
  id: showId('acc', account.id),
  name: account.name,
  parent: account.parent === null ? null : showId('acc', account.parent),
  balance_msat: wire(account.balanceMsat),
  held_msat: wire(account.heldMsat),
  created_at: account.createdAt.toISOString()
})
