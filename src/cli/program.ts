// Defines the command line: its commands, how it reports bad usage, its help.
import { Command } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import type { Shell } from './shell.ts'

type Load = (shell: Shell) => Promise<Command | readonly Command[]>

/**
 * Command files by the names of their commands. Only the one needed is loaded: all take a second.
 */
const FILES: readonly (readonly [names: readonly string[], load: Load])[] = [
  [['serve', 'sandbox'], async shell => (await import('./serve.ts')).serve(shell)],
  [['account'], async shell => (await import('./account.ts')).account(shell)],
  [['key'], async shell => (await import('./key.ts')).key(shell)],
  [['audit'], async shell => (await import('./audit.ts')).audit(shell)],
  [['lapp'], async shell => (await import('./lapp.ts')).lapp(shell)],
  [['payment'], async shell => (await import('./payment.ts')).payment(shell)],
  [['purchase'], async shell => (await import('./purchase.ts')).purchase(shell)],
  [['suspense'], async shell => (await import('./suspense.ts')).suspense(shell)],
  [['adjust'], async shell => (await import('./adjust.ts')).adjust(shell)],
  [['node'], async shell => (await import('./node.ts')).node(shell)],
  [['freeze', 'unfreeze'], async shell => (await import('./freeze.ts')).freeze(shell)],
  [['backup', 'restore'], async shell => (await import('./backup.ts')).backup(shell)]
]

/** @param args as typed; if they name no command, all are loaded. */
export async function program(args: readonly string[], shell: Shell): Promise<Command> {
  const all = new Command('gateway')
    .description('One Lightning balance for every Lightning app: the operator’s command line.')
    .version(packageJson.version)
    .option('--json', 'answer in JSON, for machines; `npm run -s` keeps npm’s own words out of it')
    .addHelpText('after', `\n${CODES}`)
  const commands = await Promise.all(filesOf(args).map(([, load]) => load(shell)))
  for (const command of commands.flat()) all.addCommand(command)
  return strict(all, shell.console)
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
function strict(command: Command, to: Shell['console']): Command {
  command
    .exitOverride()
    .showHelpAfterError('(--help tells more)')
    .allowExcessArguments(false)
    .configureOutput({
      writeOut: text => to.log(line(text)),
      writeErr: text => to.error(line(text))
    })
  for (const below of command.commands) strict(below, to)
  return command
}

/** Commander ends what it says itself. */
const line = (text: string): string => text.replace(/\n$/, '')
