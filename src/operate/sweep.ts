// Reconciles the node with the ledger (safe-payer.md 3.3, 10): whatever the node sent under our
// labels gets booked, even if the database has lost what it knew of it.
import type { EntityManager } from '@mikro-orm/postgresql'
import { newId, parse, type Id } from '../core/ids.ts'
import type { Log } from '../core/log.ts'
import { add, msat, ZERO, type Msat } from '../core/msat.ts'
import type { Step } from '../core/step.ts'
import { query } from '../db/query.ts'
import type { Commit, Unit, Verdict } from '../ledger/unit.ts'
import type { Lightning, Part, SentPart } from '../lightning/port.ts'
import { decide, type Known } from './decide.ts'
import {
  bookToAccount,
  cursorMoved,
  rebuiltPayment,
  bookToSuspense,
  type Lost
} from './sweep-units.ts'

export type Deps = {
  readonly em: EntityManager
  readonly commit: Commit
  readonly step: Step
  readonly node: Pick<Lightning, 'endedParts' | 'parts'>
  readonly nodeId: string
  /** Whether others send from this node too. */
  readonly shared: boolean
  /** Called with the number of ended parts that are not ours. */
  readonly onForeign: (parts: number) => void
  readonly log: Pick<Log, 'warn' | 'error'>
}

const PAGE = 500
const LABEL = /^lapp:(pay_[0-9a-f]{32}):(acc_[0-9a-f]{32})$/

/** Continues where the last sweep ended, up to the end; returns the number of bookings made. */
export async function sweep(deps: Deps): Promise<number> {
  let bookings = 0
  let foreign = 0
  for (;;) {
    const cursor = await readCursor(deps)
    const from = cursor.updatedIndex + 1
    const page = await deps.step('sweep.page', () => deps.node.endedParts(from, PAGE))
    const last = page.at(-1)
    if (last === undefined) break
    for (const lost of oursOf(page, 'complete')) bookings += (await settle(lost, deps)) ? 1 : 0
    const others = page.filter(part => !LABEL.test(part.label ?? '')).length
    const moved = cursorMoved(cursor, deps.nodeId, last.updatedIndex)
    const verdict = await deps.step('sweep.cursor', () => deps.commit(moved))
    // Another process was faster: what it has counted is not counted twice.
    if (verdict.is === 'committed') foreign += others
    if (page.length < PAGE) break
  }
  if (foreign > 0) tellForeign(foreign, deps)
  return bookings
}

function tellForeign(parts: number, { shared, onForeign, log }: Deps): void {
  onForeign(parts)
  if (!shared)
    log.error({ parts }, 'the node sends what this gateway did not order: see NODE_SHARED')
}

async function readCursor({ em, nodeId }: Deps) {
  const sql = `select id, updated_index::text as at from sweep_cursor where node_id = ?`
  const [row] = await query<{ id: Id; at: string }>(em, sql, [nodeId])
  return { id: row?.id, updatedIndex: Number(row?.at ?? 0) }
}

/** Parts under our labels with this status, by payment; sums as far as this page goes. */
export function oursOf(page: readonly SentPart[], status: Part['status']): readonly Lost[] {
  const found = new Map<string, Lost>()
  for (const part of page) {
    const [label = '', pay = '', acc = ''] = LABEL.exec(part.label ?? '') ?? []
    const [id, account] = [parse('pay', pay), parse('acc', acc)]
    if (part.status !== status || id === undefined || account === undefined) continue
    const before = found.get(label)?.sentMsat ?? ZERO
    const sentMsat = add(before, part.amountSentMsat ?? ZERO)
    const { paymentHash, bolt11 = '', destination = '' } = part
    found.set(label, { id, account, label, paymentHash, bolt11, destination, sentMsat })
  }
  return [...found.values()]
}

/** Returns whether something had to be booked. */
async function settle(seen: Lost, deps: Deps): Promise<boolean> {
  const { known, bookedMsat } = await read(seen.id, deps)
  if (known?.state === 'settled' && known.amountSentMsat === seen.sentMsat) return false
  if (known?.state === 'held' || known?.state === 'sent') return false
  const { sentMsat, wholeMsat } = await sums(seen, deps)
  const lost = { ...seen, sentMsat }
  const booking = decide(lost.sentMsat, known, bookedMsat ?? ZERO)
  switch (booking.is) {
    case 'nothing':
      return false
    case 'rebuild': {
      deps.log.error({ payment: lost.id }, 'the node has paid what the ledger does not know')
      const rebuilt = rebuiltPayment({ ...lost, sentMsat: wholeMsat }, deps.nodeId, newId)
      const done = await deps.step('sweep.rebuild', () => deps.commit(rebuilt))
      return isDone(done) || book(lost, lost.sentMsat, bookedMsat, deps)
    }
    case 'book':
      deps.log.error({ payment: lost.id }, 'the node has paid more than the ledger knows')
      return book(lost, booking.amountMsat, bookedMsat, deps)
    default:
      return booking satisfies never
  }
}

/**
 * Against the account named by the label, as far as its balance allows; the rest has no owner, and
 * is left to an operator.
 */
async function book(
  lost: Lost,
  amountMsat: Msat,
  bookedMsat: Msat | undefined,
  { commit, step, shared }: Deps
): Promise<boolean> {
  const put = (unit: Unit) => step('sweep.book', () => commit(unit))
  const borne = await put(bookToAccount(lost, amountMsat, bookedMsat, newId))
  if (isOfOthers(borne, { shared })) return false
  return isDone(borne) || isDone(await put(bookToSuspense(lost, amountMsat, bookedMsat, newId)))
}

/** Another gateway's, on the same node but with a database of its own. */
export const isOfOthers = (verdict: Verdict, { shared }: Pick<Deps, 'shared'>): boolean =>
  shared && verdict.is === 'refused' && verdict.why.is === 'account_unknown'

/** true also if another process has done the same. */
const isDone = (verdict: Verdict): boolean =>
  verdict.is === 'committed' || verdict.why.is === 'state_differs'

type Row = {
  readonly state: string | null
  readonly sent: string | null
  readonly booked: string | null
}

type Read = { readonly known: Known; readonly bookedMsat: Msat | undefined }

export async function read(id: Id, { em }: Pick<Deps, 'em'>): Promise<Read> {
  const [row] = await query<Row>(
    em,
    `select (select state from payment where id = ?) as state,
       (select amount_sent_msat::text from payment where id = ?) as sent,
       (select booked_msat::text from sweep_booking where id = ?) as booked`,
    [id, id, id]
  )
  const state = row?.state as NonNullable<Known>['state'] | null | undefined
  const known: Known =
    state === null || state === undefined
      ? undefined
      : state === 'settled'
        ? { state, amountSentMsat: msat(BigInt(row?.sent ?? 0)) }
        : { state }
  const booked = row?.booked ?? undefined
  return { known, bookedMsat: booked === undefined ? undefined : msat(BigInt(booked)) }
}

/**
 * What has arrived, and the whole with what is still under way. The parts of a payment may be
 * spread over pages: its rows are read by its hash.
 */
export async function sums(
  { paymentHash, label }: Lost,
  { node, step }: Pick<Deps, 'node' | 'step'>
): Promise<{ readonly sentMsat: Msat; readonly wholeMsat: Msat }> {
  const parts = await step('sweep.look', () => node.parts(paymentHash, 0))
  const ours = parts.filter(part => part.source === 'listsendpays' && part.label === label)
  const sum = (status: Part['status']): Msat =>
    add(...ours.filter(of => of.status === status).map(part => part.amountSentMsat ?? ZERO))
  const sentMsat = sum('complete')
  return { sentMsat, wholeMsat: add(sentMsat, sum('pending')) }
}
