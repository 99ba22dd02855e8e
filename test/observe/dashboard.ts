// The dashboard for Grafana asks for metrics that there are, by the labels that they have.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'tap'
import { gauges } from '../../src/observe/gauges.ts'
import { instruments } from '../../src/observe/instruments.ts'

type Panel = {
  readonly id: number
  readonly title: string
  readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>
  readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[]
}
type Dashboard = { readonly uid: string; readonly panels: readonly Panel[] }

const PATH = join(import.meta.dirname, '../../deploy/grafana.json')

/** By name, with its labels; a histogram is three series. */
function exported(): ReadonlyMap<string, readonly string[]> {
  const { registry } = instruments()
  const none = () =>
    Promise.resolve({ books: undefined, node: undefined, differenceMsat: undefined })
  gauges(registry, none, { counts: () => ({}) as never })
  const all = registry.getMetricsAsArray().flatMap(metric => {
    const { labelNames, name } = metric as unknown as { labelNames: string[]; name: string }
    const parts = ['_count', '_sum', '_bucket'].map(end => name + end)
    return [name, ...parts].map(one => [one, labelNames] as const)
  })
  return new Map(all)
}

test('every metric and label of the dashboard is one that /metrics has', async t => {
  const { panels, uid } = JSON.parse(await readFile(PATH, 'utf8')) as Dashboard
  const known = exported()
  t.equal(uid, 'lapp-gateway')
  t.ok(panels.length >= 12)
  t.equal(new Set(panels.map(({ id }) => id)).size, panels.length)
  for (const { title, gridPos, targets } of panels) {
    t.ok(gridPos.x + gridPos.w <= 24 && targets.length > 0, title)
    for (const { expr, legendFormat } of targets) {
      const used = [...expr.matchAll(/\blapp_\w+/g)].map(([name]) => name)
      t.ok(used.length > 0, expr)
      for (const name of used) t.ok(known.has(name), `${title}: ${name}`)
      const labels = used.flatMap(name => known.get(name) ?? [])
      const by = /by \(([^)]*)\)/.exec(expr)?.[1]?.split(/,\s*/) ?? []
      const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label)
      for (const label of [...by, ...shown]) t.ok(labels.includes(label), `${title}: ${label}`)
    }
  }
})

test('whatever a rule pages somebody for is on the dashboard', async t => {
  const dashboard = await readFile(PATH, 'utf8')
  const rules = await readFile(join(PATH, '../alerts.yml'), 'utf8')
  for (const [name] of rules.matchAll(/\blapp_\w+/g)) t.match(dashboard, name)
})
