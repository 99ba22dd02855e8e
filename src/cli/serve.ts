// `serve`: runs the gateway on a real node, never a sandbox; `sandbox`: the reverse.
import { Command } from 'commander'
import schema from '../../schemas/config.json' with { type: 'json' }
import { requireMode } from '../app/mode.ts'
import { inOneLine } from '../app/exit.ts'
import { Ended, type Shell } from './shell.ts'

export const serve = (shell: Shell): readonly Command[] => [
  new Command('serve')
    .description('run the gateway on your node; it refuses to start without one')
    .addHelpText('after', variables)
    .action(() => gateway(shell, 'real')),
  new Command('sandbox')
    .description('run the gateway on a make-believe network; it refuses a real node')
    .addHelpText('after', variables)
    .action(() => gateway(shell, 'sandbox'))
]

async function gateway({ readConfig, console }: Shell, mode: 'real' | 'sandbox'): Promise<void> {
  const code = await inOneLine(async () => {
    const config = requireMode(readConfig(), mode)
    // All of the gateway; its help, and that of the whole command line, needs nothing of it.
    const { run } = await import('../app/run.ts')
    await run(config)
  }, console)
  if (code !== 0) throw new Ended(code)
}

type Row = { readonly description: string; readonly default?: unknown }

/** Every variable that it reads, as described in the schema. */
function variables(): string {
  const rows = Object.entries<Row>(schema.properties)
  const width = Math.max(...rows.map(([name]) => name.length))
  const lines = rows.map(([name, row]) => {
    const preset = row.default === undefined ? '' : ` (default: ${JSON.stringify(row.default)})`
    return `  ${name.padEnd(width)}  ${row.description}${preset}`
  })
  return ['', 'Variables:', ...lines, '  LAPP_<ID>_…, of one LApp: see its lapp.json'].join('\n')
}
