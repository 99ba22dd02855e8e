// `lapp list|new|record|check|try|docs`: the tools of LApp authors.
import { Command } from 'commander'
import { AppError } from '../core/errors.ts'
import { openTerminal } from './lapp/ask.ts'
import { check } from './lapp/check.ts'
import { docs } from './lapp/docs.ts'
import { list } from './lapp/list.ts'
import { newLApp, type Facts } from './lapp/new.ts'
import { record } from './lapp/record.ts'
import { tryLive, tryReplayed } from './lapp/try.ts'
import { printRows } from './print.ts'
import { Ended, type Shell } from './shell.ts'

export const lapp = (shell: Shell): Command =>
  new Command('lapp')
    .description('write, examine and try LApps (lapps/README.md)')
    .addCommand(
      new Command('list')
        .description('every folder of lapps/, with its tier or what is wrong with it')
        .action(async (_options, command: Command) => {
          printRows(shell, command, await list(shell.readConfig()))
        })
    )
    .addCommand(making(shell))
    .addCommand(recording(shell))
    .addCommand(
      new Command('check')
        .argument('<id>')
        .option('--runs <number>', 'random orders', Number)
        .option('--seed <number>', 'of the random orders, to repeat a run', Number)
        .option('--update', 'draw drawings.txt anew, and say what changed')
        .description('the conformance suite, the tier, and what is missing for the next')
        .action(async (id: string, options: { runs?: number; seed?: number; update?: boolean }) => {
          if (!(await check(id, options, shell))) throw new Ended(1)
        })
    )
    .addCommand(trying(shell))
    .addCommand(
      new Command('docs')
        .description('write the catalogue in lapps/README.md anew')
        .action(() => docs(new Date()))
    )

const making = (shell: Shell): Command =>
  new Command('new')
    .argument('<id>')
    .option('--title <text>')
    .option('--summary <text>')
    .option('--category <name>')
    .option('--url <address>')
    .option('--price <kind>', 'fixed, quoted or chosen')
    .description('a new folder; asks five questions, or takes them as options')
    .action(async (id: string, facts: Facts) => {
      const folder = await newLApp(id, facts, shell)
      shell.console.log(`${folder} is there: "lapp check ${id}" says what is missing`)
    })

const recording = (shell: Shell): Command =>
  new Command('record')
    .argument('<id>')
    .argument('[case]', 'what happens', 'buys')
    .option('--input <json>', 'the answers to the form, instead of asking for them')
    .option('--preimage <hex>', 'of an invoice that was paid, for its delivery')
    .description('one purchase at the service (or its sandbox), kept as a fixture')
    .action(async (id: string, name: string, options: { input?: string; preimage?: string }) => {
      const terminal = openTerminal(shell)
      const { preimage } = options
      try {
        const request = { name, input: parsed(options.input), preimage }
        shell.console.log(await record(id, request, shell.readConfig(), terminal))
      } finally {
        terminal.close()
      }
    })

const trying = (shell: Shell): Command =>
  new Command('try')
    .argument('<id>')
    .option('--live', 'ask the service for a real invoice, which is not paid')
    .option('--input <json>', 'the answers to the form, instead of asking for them')
    .description("the buyer's view in the terminal, replayed from a recording")
    .action(async (id: string, options: { live?: boolean; input?: string }) => {
      const terminal = openTerminal(shell)
      const say = (line: string): void => shell.console.log(line)
      try {
        const config = shell.readConfig()
        if (options.live === true) await tryLive(id, parsed(options.input), config, terminal, say)
        else await tryReplayed(id, config, say)
      } finally {
        terminal.close()
      }
    })

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    throw new AppError('invalid_request', '--input is not JSON')
  }
}
