// Prints the command line's results: a line or a table for people, JSON for machines.
import type { Command } from 'commander'
import type { Shell } from './shell.ts'

type Row = Readonly<Record<string, unknown>>

/** `--json` may come before or after the command. */
export function printRows(
  { console }: Pick<Shell, 'console'>,
  command: Command,
  rows: Row | readonly Row[]
): void {
  const { json } = command.optsWithGlobals<{ json?: boolean }>()
  if (json === true) {
    console.log(JSON.stringify(rows))
  } else if (Array.isArray(rows)) {
    for (const line of table(rows as readonly Row[])) console.log(line)
  } else {
    for (const [name, value] of Object.entries(rows)) console.log(`${name}: ${cell(value)}`)
  }
}

function table(rows: readonly Row[]): readonly string[] {
  const [first] = rows
  if (first === undefined) return ['none']
  const names = Object.keys(first)
  const lines = [names, ...rows.map(row => names.map(name => cell(row[name])))]
  const widths = names.map((_, i) =>
    lines.reduce((widest, line) => Math.max(widest, (line[i] ?? '').length), 0)
  )
  return lines.map(line =>
    line
      .map((text, i) => text.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd()
  )
}

/** Text from outside stays on its line and cannot move the cursor. */
const cell = (value: unknown): string => {
  if (value === null || value === undefined) return '-'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.replace(/[\p{Cc}\p{Cf}]/gu, ' ')
}
