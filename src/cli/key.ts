// `key create|list|revoke`.
import { Command } from 'commander'
import { randomBytes } from 'node:crypto'
import { keys, SCOPES, type ApiKey, type Keys, type Scope } from '../account/keys.ts'
import { AppError } from '../core/errors.ts'
import { parse, show } from '../core/ids.ts'
import { accountId } from './account.ts'
import { attached, type Attached } from './attach.ts'
import { print } from './print.ts'

export const key = (): Command =>
  new Command('key')
    .description('API keys')
    .addCommand(
      new Command('create')
        .requiredOption('--account <id>', 'the account that it acts for')
        .requiredOption('--scopes <list>', `separated by commas: ${SCOPES.join(', ')}`)
        .option('--name <name>', 'what it is for', 'made on the command line')
        .description('make a key; its secret is shown only now')
        .action(
          async (options: { account: string; scopes: string; name: string }, command: Command) => {
            const account = accountId(options.account)
            const scopes = options.scopes.split(',') as readonly Scope[]
            const wish = { account, name: options.name, scopes }
            const { apiKey, secret } = await attached(to => room(to).create(wish))
            print(command, { ...row(apiKey), key: secret })
          }
        )
    )
    .addCommand(
      new Command('list')
        .option('--account <id>', 'only those of one account')
        .description('the keys that work, newest first, at most a hundred')
        .action(async ({ account }: { account?: string }, command: Command) => {
          const of = account === undefined ? undefined : accountId(account)
          const { data } = await attached(to =>
            room(to).list(of, { limit: 100, cursor: undefined })
          )
          print(command, data.map(row))
        })
    )
    .addCommand(
      new Command('revoke')
        .argument('<id>')
        .description('end a key; it works nowhere any more within seconds')
        .action(async (text: string, _options, command: Command) => {
          const id = parse('key', text)
          const revoked = id !== undefined && (await attached(to => room(to).revoke(id, undefined)))
          if (!revoked) throw new AppError('not_found', `there is no working key ${text}`)
          print(command, { id: text, revoked: true })
        })
    )

const room = ({ em }: Attached): Keys =>
  keys(em, { random: randomBytes, clock: () => performance.now() })

const row = (apiKey: ApiKey) => ({
  id: show('key', apiKey.id),
  account: show('acc', apiKey.account),
  name: apiKey.name,
  prefix: apiKey.prefix,
  scopes: apiKey.scopes.join(),
  created_at: apiKey.createdAt.toISOString()
})
