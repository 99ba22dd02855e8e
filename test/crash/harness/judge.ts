// A gateway that lives: callers ask again with their keys, everything comes
// to its end, and then all must be true. It lays in what the next deaths need.
import { randomInt, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { repeat, type Act, type Asks } from './acts.ts'
import { hear } from './ann.ts'
import type { Lane } from './lane.ts'
import { oracle, unbuilt, uncredited } from './oracle.ts'

/** What a dead process still has a lease on is free once that has run out: here, now. */
export const forgetLeases = async ({ sql }: Lane): Promise<void> => {
  await sql(`update deposit_cursor set lease_until = null`)
  await sql(`update deposit_look set next_at = now() where next_at < now() + interval '31 seconds'`)
  await sql(`update purchase set asked_at = '-infinity' where state = 'asking'`)
  await sql(`update approval set decided_at = decided_at - interval '1 minute'
    where state = 'approved'`)
  await sql(`update purchase set deliver_at = now() where delivery = 'waiting'`)
}

/** @param acts of which something is new */
export async function judge(lane: Lane, acts: readonly Act[]): Promise<readonly string[]> {
  await forgetLeases(lane)
  await lane.node('setconfig', { config: 'xpay-slow-mode', val: true })
  const dying = lane.gateway()
  const g = await dying.ready()
  if (g === undefined) return [`it does not start: ${dying.said()}`]
  const wrong = await atRest(lane, g, acts)
  await stock(lane, g)
  await dying.kill()
  return wrong
}

/** Once everything has come to its end: what has not, and whatever is untrue then. */
export async function atRest(
  lane: Lane,
  g: Asks,
  acts: readonly Act[]
): Promise<readonly string[]> {
  const late = await Promise.all(acts.map(act => again(g, act)))
  const noisy = await quiet(lane)
  return [...late.flat(), ...noisy, ...(await oracle(lane, g, acts))]
}

async function again(g: Asks, act: Act): Promise<readonly string[]> {
  const isOver = async (): Promise<boolean> => {
    const status = (await repeat(g, act))?.status ?? 500
    return status < 500 && status !== 409
  }
  return (await until(isOver))
    ? []
    : [`${act.step}: no answer but ${JSON.stringify(act.told.at(-1))}`]
}

const PATIENCE_MS = 120_000
const PACE_MS = 100

/** Looks are counted, not the time: the whole of it may have been stopped for a while. */
export async function until(
  look: () => Promise<boolean> | boolean,
  patienceMs = PATIENCE_MS
): Promise<boolean> {
  for (let left = patienceMs; left > 0; left -= PACE_MS) {
    if (await look()) return true
    await sleep(PACE_MS)
  }
  return false
}

const UNFINISHED = `
  select 'payment ' || id as what from payment where state in ('held', 'sent')
  union all select 'approval ' || id from approval where state = 'approved'
  union all select 'deposit ' || id from deposit where state = 'creating'
  union all select 'purchase ' || b.id from purchase b join payment p on p.id = b.payment
    where b.delivery = 'waiting' and p.state = 'settled'`

/** Where it does not become so, what follows says what is missing. */
async function quiet(lane: Lane): Promise<readonly string[]> {
  const { sql, forged } = lane
  await until(async () => {
    const booked = await sql('select from sweep_booking where id = any($1::uuid[])', [[...forged]])
    const isSwept = booked.length === forged.size && (await unbuilt(lane)).length === 0
    return isSwept && (await sql(UNFINISHED)).length === 0 && (await uncredited(lane)).length === 0
  })
  return (await sql(UNFINISHED)).map(({ what }) => `no end: ${String(what)}`)
}

/** Claimable transfers, deposits that run out, payments that failed, something delivered. */
async function stock(lane: Lane, g: Asks): Promise<void> {
  for (let n = 0; n < 8; n++) {
    const to = `telegram:${randomInt(1, 2 ** 47)}`
    await g.ask('POST', '/v1/transfers', { to, amount_msat: 3, expires_in: 31_536_000 })
  }
  for (let n = 0; n < 6; n++) {
    await g.ask('POST', '/v1/deposits', { amount_msat: 1_000, expires_in: 1 })
    await lane.sql(`update deposit set expires_at = now() + interval '1 year'
      where expires_in = 1 and state = 'pending'`)
  }
  await lane.world('POST', '/node/next-payments', {
    outcomes: Array.from({ length: 4 }, () => ({ is: 'fail', code: 203 }))
  })
  for (let n = 0; n < 4; n++) {
    const { bolt11 } = await lane.world('POST', '/wallet/invoice', { amount_msat: 2_000 })
    await g.ask('POST', '/v1/payments', { destination: bolt11 }, { wait: 10 })
  }
  await hear(lane)
  for (let n = 0; n < 2; n++) {
    const { bolt11 } = await lane.world('POST', '/wallet/invoice', { amount_msat: 2_000 })
    await g.ask('POST', '/v1/payments', { destination: bolt11 }, { key: lane.asking, wait: 0 })
  }
  for (let n = 0; n < 2; n++) {
    const input = { number: '+19876543210', text: randomUUID() }
    await g.ask('POST', '/v1/lapps/lnsms/purchases', { input }, { wait: 10 })
  }
}
