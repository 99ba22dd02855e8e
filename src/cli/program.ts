// Defines the command line: its commands, how it reports bad usage, its help.
import { Command } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }

type Load = () => Promise<Command | readonly Command[]>

/**
 * Command files by the names of their commands. Only the one needed is loaded: all take a second.
 */
const FILES: readonly (readonly [names: readonly string[], load: Load])[] = [
  [['serve', 'sandbox'], async () => (await import('./serve.ts')).serve()],
  [['account'], async () => (await import('./account.ts')).account()],
  [['key'], async () => (await import('./key.ts')).key()],
  [['audit'], async () => (await import('./audit.ts')).audit()],
  [['lapp'], async () => (await import('./lapp.ts')).lapp()],
  [['payment'], async () => (await import('./payment.ts')).payment()],
  [['purchase'], async () => (await import('./purchase.ts')).purchase()],
  [['suspense'], async () => (await import('./suspense.ts')).suspense()],
  [['adjust'], async () => (await import('./adjust.ts')).adjust()],
  [['node'], async () => (await import('./node.ts')).node()],
  [['freeze', 'unfreeze'], async () => (await import('./freeze.ts')).freeze()],
  [['backup', 'restore'], async () => (await import('./backup.ts')).backup()]
]

/** @param args as typed; if they name no command, all are loaded. */
export async function program(args: readonly string[]): Promise<Command> {
  const all = new Command('gateway')
    .description('One Lightning balance for every Lightning app: the operator’s command line.')
    .version(packageJson.version)
    .option('--json', 'answer in JSON, for machines; `npm run -s` keeps npm’s own words out of it')
    .addHelpText('after', `\n${CODES}`)
  const commands = await Promise.all(filesOf(args).map(([, load]) => load()))
  for (const command of commands.flat()) all.addCommand(command)
  return strict(all)
}

function filesOf(args: readonly string[]): typeof FILES {
  if (args.join() === '--version') return []
  const name = args.find(arg => !arg.startsWith('-'))
  const file = FILES.find(([names]) => name !== undefined && names.includes(name))
  return file === undefined ? FILES : [file]
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
