// Counts payments in flight at the node, over all gateways, as read under the lock: whether one
// more may be sent. Pure; how much room each owner gets is decided in payment.
import type { Id } from '../core/ids.ts'
import { add, msat, ZERO, type Msat } from '../core/msat.ts'
import type { Claim, Refused } from './unit.ts'
import type { OwningRow } from './unit.ts'

export type Out = { readonly root: Id; readonly amountMsat: Msat }

export type InFlight = {
  /** false: another gateway is counting right now, or no unit asked. */
  counted: boolean
  readonly sent: Map<Id, Out>
  /** Held payments that claim a turn. */
  readonly asking: Map<Id, Out>
  readonly roots: Map<Id, Id>
  /** Sum of held and sent payments of each root. */
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

/** Applies a unit's change of a payment, for the units after it. */
export function follow({ sent, asking, roots, sums }: InFlight, row: OwningRow): void {
  const one = asking.get(row.id)
  if (row.state === 'sent' && one !== undefined) sent.set(row.id, one)
  if (row.state !== 'sent') sent.delete(row.id)
  const { account, amount_msat: amount } = row.set
  const root = typeof account === 'string' ? roots.get(account as Id) : undefined
  if (row.write !== 'insert' || root === undefined || typeof amount !== 'bigint') return
  sums.set(root, add(sums.get(root) ?? ZERO, msat(amount)))
}
