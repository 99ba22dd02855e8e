// `serve`: runs the gateway on a real node, never a sandbox; `sandbox`: the reverse.
import { Command } from 'commander'
import schema from '../../schemas/config.json' with { type: 'json' }
import { readConfig } from '../config.ts'
import { requireMode } from '../app/mode.ts'
import { exitInOneLine } from '../app/exit.ts'
import { run } from '../app/run.ts'

export const serve = (): readonly Command[] => [
  new Command('serve')
    .description('run the gateway on your node; it refuses to start without one')
    .addHelpText('after', variables)
    .action(() => exitInOneLine(() => run(requireMode(readConfig(), 'real')))),
  new Command('sandbox')
    .description('run the gateway on a make-believe network; it refuses a real node')
    .addHelpText('after', variables)
    .action(() => exitInOneLine(() => run(requireMode(readConfig(), 'sandbox'))))
]

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
