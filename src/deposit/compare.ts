// Compares what the node says was paid to our labels with what the ledger credited (safe-payer.md
// 3.5, 6). Reports differences and corrects nothing.
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
   * The total difference of the last completed run: per payment, in either direction, summed as
   * absolute values; undefined before the first run.
   */
  readonly differenceMsat: () => bigint | undefined
}

const PAGE = 500
/** At most this many differences are named in the log. */
const NAMED_MAX = 20

/**
 * Entries found equal are not read again: paid invoices and entries do not change. Differences are
 * compared anew each time.
 */
export function depositComparison(deps: Deps): Comparison {
  let equal = { updatedIndex: 0, payIndex: 0 }
  let difference: bigint | undefined

  async function run(): Promise<void> {
    // Anything paid after this waits for its credit, and for the next run.
    const credited = await readCursor(deps.em, deps.nodeId)
    let at = equal
    let differing: readonly Differing[] = []
    for (let more = true; more;) {
      const rows = await deps.node.changedInvoices(at.updatedIndex + 1, PAGE)
      const page = upTo(credited, rows)
      more = page.length === PAGE
      const to = more ? (page.findLast(row => row.paid)?.paid?.payIndex ?? at.payIndex) : credited
      const received = page.flatMap(({ label, paid }) => (paid && isOurs(label) ? [paid] : []))
      const { em, nodeId } = deps
      const found = await creditsThatDiffer(em, nodeId, at.payIndex, to, received)
      differing = differing.concat(found)
      at = { updatedIndex: page.at(-1)?.updatedIndex ?? at.updatedIndex, payIndex: to }
      if (differing.length === 0) equal = at
    }
    difference = differing.reduce((sum, one) => sum + apart(one), 0n)
    if (differing.length > 0) deps.log.error(toldOf(differing), 'deposits and credits differ')
  }

  return { run, differenceMsat: () => difference }
}

/** In the order of `updated`, which for paid invoices is also the order of pay_index. */
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
