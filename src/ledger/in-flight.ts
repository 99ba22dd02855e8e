// What is out at the node, over all gateways, as a batch has counted it under the lock
// of turns: whether one more may go. Pure; who gets how much room is payment's affair.
import type { Id } from '../core/ids.ts'
import { add, msat, ZERO, type Msat } from '../core/msat.ts'
import type { OwningRow } from './apply.ts'
import type { Claim, Refused } from './unit.ts'

export type Out = { readonly root: Id; readonly amountMsat: Msat }

export type InFlight = {
  /** false: another gateway counts at this moment, or nobody asked. */
  counted: boolean
  readonly sent: Map<Id, Out>
  /** Held, and asking for a turn. */
  readonly asking: Map<Id, Out>
  readonly roots: Map<Id, Id>
  /** What each root has held and sent together. */
  readonly sums: Map<Id, Msat>
}

export const blankInFlight = (): InFlight => ({
  counted: false,
  sent: new Map(),
  asking: new Map(),
  roots: new Map(),
  sums: new Map()
})

const no = (of: Extract<Refused, { is: 'no_room' }>['of']): Refused => ({ is: 'no_room', of })

export function claimTurn(
  { counted, sent, asking }: InFlight,
  { payment, room }: Extract<Claim, { is: 'turn' }>
): Refused | undefined {
  const one = asking.get(payment)
  if (!counted || one === undefined) return no('busy')
  if (sent.size >= room.calls) return no('calls')
  const all = [...sent.values()]
  if (all.filter(({ root }) => root === one.root).length >= room.callsOfRoot) return no('root')
  if (room.sumMsat === null) return undefined
  const sum = add(one.amountMsat, ...all.map(({ amountMsat }) => amountMsat))
  return sum > room.sumMsat ? no('sum') : undefined
}

export function claimSum(
  { counted, roots, sums }: InFlight,
  { account, amountMsat, maxMsat }: Extract<Claim, { is: 'sum' }>
): Refused | undefined {
  const root = roots.get(account)
  if (!counted || root === undefined) return no('busy')
  return add(sums.get(root) ?? ZERO, amountMsat) > maxMsat ? no('sum') : undefined
}

/** What a unit of this batch has made of a payment, for the units behind it. */
export function follow({ sent, asking, roots, sums }: InFlight, row: OwningRow): void {
  const one = asking.get(row.id)
  if (row.state === 'sent' && one !== undefined) sent.set(row.id, one)
  if (row.state !== 'sent') sent.delete(row.id)
  const { account, amount_msat: amount } = row.set
  const root = typeof account === 'string' ? roots.get(account as Id) : undefined
  if (row.write !== 'insert' || root === undefined || typeof amount !== 'bigint') return
  sums.set(root, add(sums.get(root) ?? ZERO, msat(amount)))
}
