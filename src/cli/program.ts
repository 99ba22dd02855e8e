// Defines the command line: its commands, how it reports bad usage, its help.
import { Command } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { account } from './account.ts'
import { adjust } from './adjust.ts'
import { audit } from './audit.ts'
import { backup } from './backup.ts'
import { freeze } from './freeze.ts'
import { key } from './key.ts'
import { lapp } from './lapp.ts'
import { node } from './node.ts'
import { payment } from './payment.ts'
import { purchase } from './purchase.ts'
import { serve } from './serve.ts'
import { suspense } from './suspense.ts'

export function program(): Command {
  const all = new Command('gateway')
    .description('One Lightning balance for every Lightning app: the operator’s command line.')
    .version(packageJson.version)
    .option('--json', 'answer in JSON, for machines; `npm run -s` keeps npm’s own words out of it')
    .addHelpText('after', `\n${CODES}`)
  const commands = [
    ...serve(),
    ...[account(), key(), audit(), lapp()],
    ...[payment(), purchase(), suspense(), adjust(), node()],
    ...freeze(),
    ...backup()
  ]
  for (const command of commands) all.addCommand(command)
  return strict(all)
}

const CODES =
  'Exit codes: 0 done, 1 the books do not balance, 2 bad usage or configuration, or refused, ' +
  '3 could not look: the database or the node is not there.'

/** Set for each command: subcommands do not inherit it. */
function strict(command: Command): Command {
  command.exitOverride().showHelpAfterError('(--help tells more)').allowExcessArguments(false)
  for (const below of command.commands) strict(below)
  return command
}
