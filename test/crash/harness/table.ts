// The counts of steps and kills, as they are printed.
import type { Report, Tally } from './campaign.ts'

const COLUMNS = ['passed', 'before', 'at', 'after', 'twice', 'spared'] as const

const killsOf = ({ before, at, after }: Tally): number => before + at + after

export function sum({ steps, violations }: Report) {
  const all = [...steps.values()]
  const add = (of: (tally: Tally) => number): number => all.reduce((n, one) => n + of(one), 0)
  return {
    steps: steps.size,
    reached: all.filter(one => one.passed > 0).length,
    kills: add(killsOf),
    leastKills: Math.min(...all.map(killsOf)),
    repeats: add(({ twice }) => twice),
    spared: add(({ spared }) => spared),
    violations: violations.length + add(one => one.violations.length)
  }
}

export function table({ steps }: Report): string {
  const head = ['step', ...COLUMNS, 'kills', 'violations'].map((name, n) => cell(name, n))
  const rows = [...steps].map(([step, tally]) =>
    [
      step,
      ...COLUMNS.map(column => tally[column]),
      ...[killsOf(tally), tally.violations.length]
    ].map((value, n) => cell(String(value), n))
  )
  const found = [...steps].flatMap(([step, { violations }]) =>
    violations.map(line => `${step} ${line}`)
  )
  return [head, ...rows]
    .map(row => row.join(''))
    .concat(found)
    .join('\n')
}

const cell = (text: string, place: number): string =>
  place === 0 ? text.padEnd(20) : text.padStart(11)
