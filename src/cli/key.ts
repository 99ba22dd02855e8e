// `key create|list|revoke`.
import { Command } from 'commander'
import { randomBytes } from 'node:crypto'
import type { ApiKey } from '../account/key-view.ts'
import { keys, type Keys } from '../account/keys.ts'
import { PERIODS, type NewBudget } from '../account/limits.ts'
import { SCOPES, type Scope } from '../account/scopes.ts'
import { AppError } from '../core/errors.ts'
import { parse, showId, type Id } from '../core/ids.ts'
import { msat } from '../core/msat.ts'
import { query } from '../db/query.ts'
import { accountNamed } from './account-named.ts'
import { attached, type Attached } from './attach.ts'
import { printRows } from './print.ts'
import type { Shell } from './shell.ts'

export const key = (shell: Shell): Command =>
  new Command('key')
    .description('API keys')
    .addCommand(
      new Command('create')
        .requiredOption('--account <account>', 'the account that it acts for: its id, or its name')
        .requiredOption('--scopes <list>', `separated by commas: ${SCOPES.join(', ')}`)
        .option('--name <name>', 'what it is for', 'made on the command line')
        .option('--budget <msat/period>', 'what may go out by it, such as 1000000/day')
        .description('make a key; its secret is shown only now')
        .action(async (options: Wish, command: Command) => {
          const scopes = options.scopes.split(',') as readonly Scope[]
          const { name } = options
          const budget = options.budget === undefined ? undefined : budgetOf(options.budget)
          const { apiKey, secret } = await attached(shell, async to => {
            const account = await accountNamed(to, options.account)
            return room(to).create({ account, name, scopes, budget })
          })
          printRows(shell, command, { ...row(apiKey), key: secret })
        })
    )
    .addCommand(
      new Command('list')
        .option('--account <account>', 'only those of one account')
        .description('the keys that work, newest first, at most a hundred')
        .action(async ({ account }: { account?: string }, command: Command) => {
          const { data } = await attached(shell, async to => {
            const of = account === undefined ? undefined : await accountNamed(to, account)
            return room(to).list(of, { limit: 100, cursor: undefined })
          })
          printRows(shell, command, data.map(row))
        })
    )
    .addCommand(
      new Command('revoke')
        .argument('<key>', 'its id, or a name that only one working key has')
        .description('end a key; it works nowhere any more within seconds')
        .action(async (text: string, _options, command: Command) => {
          const id = await attached(shell, async to => {
            const meant = parse('key', text) ?? (await keyNamed(to, text))
            return (await room(to).revoke(meant, undefined)) ? meant : undefined
          })
          if (id === undefined) throw new AppError('not_found', `There is no working key ${text}.`)
          printRows(shell, command, { id: showId('key', id), revoked: true })
        })
    )

type Wish = {
  readonly account: string
  readonly scopes: string
  readonly name: string
  readonly budget?: string
}

function budgetOf(text: string): NewBudget {
  const [amount = '', wanted] = text.split('/')
  const period = PERIODS.find(one => one === wanted)
  if (/^[1-9]\d{0,15}$/.test(amount) && period !== undefined) {
    return { amountMsat: msat(BigInt(amount)), period }
  }
  throw new AppError(
    'invalid_request',
    `A budget is an amount in msat and one of ${PERIODS.join(', ')}, such as 1000000/day.`
  )
}

async function keyNamed({ em }: Attached, name: string): Promise<Id> {
  const sql = 'select id from api_key where name = ? and revoked_at is null limit 2'
  const [first, second] = await query<{ id: Id }>(em, sql, [name])
  if (first === undefined) throw new AppError('not_found', `There is no working key ${name}.`)
  if (second === undefined) return first.id
  throw new AppError('invalid_request', `Several keys are called ${name}: say which by its id.`)
}

const room = ({ em }: Attached): Keys =>
  keys(em, { random: randomBytes, clock: () => performance.now(), now: () => new Date() })

const row = (apiKey: ApiKey) => ({
  id: showId('key', apiKey.id),
  account: showId('acc', apiKey.account),
  name: apiKey.name,
  prefix: apiKey.prefix,
  scopes: apiKey.scopes.join(),
  budget: apiKey.budget === null ? null : `${apiKey.budget.amountMsat}/${apiKey.budget.period}`,
  created_at: apiKey.createdAt.toISOString()
})
