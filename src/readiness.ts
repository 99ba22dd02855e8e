// What is missing before the gateway can do its work; asked
// by probes, so the node is asked once in a while only.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Ready } from './http/routes/health.ts'
import type { Lightning } from './lightning/port.ts'
import { warningsOf, type Standing } from './observe/standing.ts'

const FRESH_MS = 2_000
const PATIENCE_MS = 3_000

export function readiness(
  em: EntityManager,
  node: Lightning,
  started: () => boolean,
  standing: () => Promise<Standing>,
  lasting: readonly string[]
): Ready {
  let asked: { readonly at: number; readonly missing: Promise<readonly string[]> } | undefined
  return async () => {
    if (!started()) return { missing: ['the start is not over'], warnings: [] }
    if (asked === undefined || performance.now() - asked.at > FRESH_MS) {
      asked = { at: performance.now(), missing: ask(em, node) }
    }
    const missing = await asked.missing
    return {
      missing,
      warnings: missing.length > 0 ? [] : [...lasting, ...warningsOf(await standing())]
    }
  }
}

async function ask(em: EntityManager, node: Lightning): Promise<readonly string[]> {
  const [database, lightning] = await Promise.all([
    answers(em.fork().execute('select 1')),
    answers(node.info())
  ])
  return [...(database ? [] : ['the database']), ...(lightning ? [] : ['the Lightning node'])]
}

const answers = (asked: Promise<unknown>): Promise<boolean> =>
  Promise.race([
    asked.then(
      () => true,
      () => false
    ),
    new Promise<boolean>(resolve => setTimeout(resolve, PATIENCE_MS, false).unref())
  ])
