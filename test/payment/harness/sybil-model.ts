// Everybody against those who hold, in a time of its own: the real queue and the real count, with
// gateways, a database and a node of which only what turns depend on is left.
import { newId, type Id } from '../../../src/core/ids.ts'
import { msat } from '../../../src/core/msat.ts'
import { blankInFlight, claimTurn, type Out } from '../../../src/ledger/in-flight.ts'
import type { InFlightClaim } from '../../../src/ledger/unit.ts'
import type { Owner } from '../../../src/payment/queue/fairness.ts'
import { fairQueue, type OutNow, type FairQueue } from '../../../src/payment/queue/fair-queue.ts'

export type Attack = {
  readonly attackers: number
  /** What each has paid before, and whether they are of Telegram. */
  readonly paid: number
  readonly selfMade: boolean
  /** Invoices that each asks to be paid at once, and again for each that is given back. */
  readonly invoices: number
  readonly gateways: number
  /** When all gateways end and come back; undefined: never. */
  readonly restartAtMs: number | undefined
}

export type Seen = { readonly payments: number; readonly p50Ms: number; readonly p99Ms: number }

/** Each pays once in `EVERY_MS`, and their calls take as long as a node's do. */
const PEOPLE = 30
const EVERY_MS = 20_000
const LONG_MS = 240_000
const CALL_MS = [80, 120, 200, 400, 1_500]
const COMMIT_MS = 4
const SLOW_MS = 15_000
const LOOK_MS = 750
const PATIENCE_MS = 120_000
const AMOUNT = msat(1_000)

export async function attacked(attack: Attack, people: Omit<Owner, 'root'>): Promise<Seen> {
  const time = clock()
  const sent = new Map<Id, Out & { readonly at: number }>()
  const house = { time, sent, gateways: opened(attack.gateways) }
  const waits: number[] = []
  for (let n = 0; n < attack.attackers; n++) {
    const owner = { root: newId(), paid: attack.paid, selfMade: attack.selfMade }
    for (let i = 0; i < attack.invoices; i++) void hold(house, owner, n + i)
  }
  for (let n = 0; n < PEOPLE; n++) void pay(house, { root: newId(), ...people }, n, waits)
  const looks = async (): Promise<void> => {
    while (time.now() < LONG_MS) {
      for (const one of house.gateways) await look(house, one)
      await time.sleep(LOOK_MS)
    }
  }
  void looks()
  if (attack.restartAtMs !== undefined) {
    time.at(attack.restartAtMs, () => {
      house.gateways = opened(attack.gateways)
    })
  }
  await time.run(LONG_MS)
  const sorted = waits.toSorted((a, b) => a - b)
  const at = (part: number): number => sorted[Math.floor((sorted.length - 1) * part)] ?? Infinity
  return { payments: waits.length, p50Ms: at(0.5), p99Ms: at(0.99) }
}

type House = {
  readonly time: ReturnType<typeof clock>
  readonly sent: Map<Id, Out & { readonly at: number }>
  gateways: readonly FairQueue[]
}

const opened = (count: number): readonly FairQueue[] =>
  Array.from({ length: count }, () => fairQueue())

const look = ({ time, sent }: House, one: FairQueue): Promise<void> =>
  one.look(() =>
    Promise.resolve<OutNow>({
      sent: [...sent].map(([payment, { at, ...out }]) => ({
        payment,
        ...out,
        declared: false,
        aged: time.now() - at > SLOW_MS
      })),
      waiting: []
    })
  )

/** Until the end of the world: what is given back, since it got no turn, is asked for again. */
async function hold(house: House, owner: Owner, n: number): Promise<void> {
  for (;;) {
    const gateway = house.gateways[n % house.gateways.length]
    if (gateway === undefined) return
    const isRefused = gateway.clogs(owner.root)
    if (!isRefused && (await send(house, gateway, newId(), owner)) !== undefined) return
    await house.time.sleep(10_000)
  }
}

async function pay(house: House, owner: Owner, n: number, waits: number[]): Promise<void> {
  const { time } = house
  await time.sleep((EVERY_MS * n) / PEOPLE)
  for (let i = n; ; i++) {
    const asked = time.now()
    const gateway = house.gateways[i % house.gateways.length]
    if (gateway === undefined) return
    const payment = newId()
    const turn = await send(house, gateway, payment, owner)
    if (turn !== undefined) {
      await time.sleep(CALL_MS[i % CALL_MS.length] ?? 0)
      house.sent.delete(payment)
      turn.done()
    }
    // Who got no turn has waited for as long as it was tried.
    waits.push(turn === undefined ? PATIENCE_MS : time.now() - asked)
    await time.sleep(EVERY_MS)
  }
}

async function send(house: House, gateway: FairQueue, payment: Id, owner: Owner) {
  const { time, sent } = house
  const patience = new AbortController()
  time.at(time.now() + PATIENCE_MS, () => patience.abort())
  const wish = { owner, amountMsat: AMOUNT, declared: false }
  for (;;) {
    const turn = await gateway.take(payment, wish, patience.signal)
    if (turn === undefined) return undefined
    await time.sleep(COMMIT_MS)
    if (fits(house, payment, owner, turn.room)) {
      sent.set(payment, { root: owner.root, amountMsat: AMOUNT, at: time.now() })
      time.at(time.now() + SLOW_MS, () => sent.has(payment) && turn.slow())
      return turn
    }
    turn.done()
    await look(house, gateway)
  }
}

function fits({ sent }: House, payment: Id, { root }: Owner, room: InFlightClaim): boolean {
  const inFlight = { ...blankInFlight(), counted: true, sent }
  inFlight.asking.set(payment, { root, amountMsat: AMOUNT })
  return claimTurn(inFlight, { is: 'turn', payment, room }) === undefined
}

/** What is to happen, in its order; what waits for it goes on before time does. */
function clock() {
  let now = 0
  let order = 0
  const coming: { readonly at: number; readonly order: number; readonly what: () => unknown }[] = []
  const at = (when: number, what: () => unknown): void => {
    const one = { at: when, order: order++, what }
    const place = coming.findLastIndex(other => other.at <= when)
    coming.splice(place + 1, 0, one)
  }
  return {
    now: () => now,
    at,
    sleep: (ms: number) => new Promise<void>(resolve => at(now + ms, resolve)),
    async run(until: number) {
      for (let one = coming.shift(); one !== undefined && one.at <= until; one = coming.shift()) {
        now = one.at
        one.what()
        await new Promise(resolve => setImmediate(resolve))
      }
    }
  }
}
