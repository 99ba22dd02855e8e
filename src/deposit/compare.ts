// Whether what the node says was paid to our labels is what the books have credited
// (safe-payer.md 3.5, 6). It says where they differ and mends nothing.
import type { EntityManager } from '@mikro-orm/postgresql'
import type { Log } from '../core/log.ts'
import type { ChangedInvoice, Lightning } from '../lightning/port.ts'
import { creditsThatDiffer, type Differing } from './credits.ts'
import { readCursor } from './cursor.ts'
import { isOurs } from './decide.ts'

export type Deps = {
  readonly em: EntityManager
  readonly node: Pick<Lightning, 'changedInvoices'>
  readonly nodeId: string
  readonly log: Pick<Log, 'error'>
}

export type Comparison = {
  readonly run: () => Promise<void>
  /**
   * By how much the two differ, payment by payment and added up whichever is more, in the last run
   * that came to an end; undefined before the first.
   */
  readonly differenceMsat: () => bigint | undefined
}

const PAGE = 500
/** How many of what differs are named in the log. */
const NAMED_MAX = 20

/**
 * What was found equal is not read again: invoices that were paid and entries do not change. What
 * differs is compared anew each time.
 */
export function depositComparison(deps: Deps): Comparison {
  let equal = { updatedIndex: 0, payIndex: 0 }
  let difference: bigint | undefined

  async function run(): Promise<void> {
    // What was paid since waits for its credit, and for the next run.
    const credited = await readCursor(deps.em, deps.nodeId)
    let at = equal
    const differing: Differing[] = []
    for (let more = true; more;) {
      const rows = await deps.node.changedInvoices(at.updatedIndex + 1, PAGE)
      const page = upTo(credited, rows)
      more = page.length === PAGE
      const to = more ? (page.findLast(row => row.paid)?.paid?.payIndex ?? at.payIndex) : credited
      const received = page.flatMap(({ label, paid }) => (paid && isOurs(label) ? [paid] : []))
      const { em, nodeId } = deps
      differing.push(...(await creditsThatDiffer(em, nodeId, at.payIndex, to, received)))
      at = { updatedIndex: page.at(-1)?.updatedIndex ?? at.updatedIndex, payIndex: to }
      if (differing.length === 0) equal = at
    }
    difference = differing.reduce((sum, one) => sum + apart(one), 0n)
    if (differing.length > 0) deps.log.error(toldOf(differing), 'deposits and credits differ')
  }

  return { run, differenceMsat: () => difference }
}

/** In the order of `updated`, which for what was paid is that of pay_index as well. */
function upTo(credited: number, rows: readonly ChangedInvoice[]): readonly ChangedInvoice[] {
  const end = rows.findIndex(({ paid }) => paid !== undefined && paid.payIndex > credited)
  return end === -1 ? rows : rows.slice(0, end)
}

const apart = ({ receivedMsat, creditedMsat }: Differing): bigint =>
  receivedMsat > creditedMsat ? receivedMsat - creditedMsat : creditedMsat - receivedMsat

const toldOf = (differing: readonly Differing[]) => ({
  count: differing.length,
  differing: differing.slice(0, NAMED_MAX).map(one => ({
    pay_index: one.payIndex,
    received_msat: String(one.receivedMsat),
    credited_msat: String(one.creditedMsat)
  }))
})
