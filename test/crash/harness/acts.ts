// What callers do while the gateway dies under them, and what they were told.
import { randomInt, randomUUID } from 'node:crypto'
import type { Answer, Started } from '../../e2e/harness/gateway.ts'
import { faults, invoice, type Fault } from '../../e2e/harness/money.ts'

export type Act = {
  readonly kind: 'payments' | 'purchases' | 'deposits' | 'transfers' | 'batch'
  readonly path: string
  readonly body: object
  readonly idem: string
  /** Every answer that was acknowledged. */
  readonly told: Answer[]
}

const FAULTS: readonly Fault[] = [
  { is: 'settle' },
  { is: 'fail', code: 203 },
  { is: 'stall', ms: 400, then: 'settle' },
  { is: 'stall', ms: 400, then: 'fail' },
  { is: 'drop', ms: 600, then: 'settle' },
  { is: 'drop', ms: 600, then: 'fail' }
]

const SETTLE: Fault = { is: 'settle' }
const BUY = '/v1/lapps/lnsms/purchases'

/** Asks everything at once; resolves when everything has an answer, or nobody answers any more. */
export async function work(g: Started, friend: string): Promise<readonly Act[]> {
  const acts: Act[] = []
  const act = async (kind: Act['kind'], body: object, path = `/v1/${kind}`): Promise<void> => {
    const made: Act = { kind, path, body, idem: randomUUID(), told: [] }
    acts.push(made)
    await repeat(g, made, 2)
  }
  const chosen = [1, 2, 3].map(() => FAULTS[randomInt(FAULTS.length)] ?? SETTLE)
  const pay = async (): Promise<void> =>
    act('payments', { destination: await invoice(g, randomInt(1_000, 90_000)) })
  const text = randomUUID()
  await faults(g, ...chosen).catch(() => undefined)
  const all = [
    ...[pay(), pay(), pay()],
    act('purchases', { input: { number: '+19876543210', text } }, BUY),
    act('purchases', { input: { number: REFUSED, text } }, BUY),
    deposit(g, act, acts),
    act('transfers', { to: friend, amount_msat: randomInt(1, 5_000) }),
    act('batch', { transfers: [1, 2].map(n => ({ to: friend, amount_msat: n })) }, BATCH)
  ]
  await Promise.allSettled(all)
  return acts
}

const BATCH = '/v1/transfers/batch'
/** The make-believe service says no to it. */
const REFUSED = '+12345'

async function deposit(
  g: Started,
  act: (kind: Act['kind'], body: object) => Promise<void>,
  acts: readonly Act[]
): Promise<void> {
  await act('deposits', { amount_msat: randomInt(1_000, 50_000) })
  for (const { kind, told } of acts) {
    const bolt11 = told[0]?.body['bolt11']
    if (kind === 'deposits' && typeof bolt11 === 'string')
      await g.ask('POST', '/sandbox/wallet/pay', { bolt11 })
  }
}

/** The same request again; what is acknowledged is kept. */
export async function repeat(g: Started, { path, body, idem, told }: Act, wait = 0): Promise<void> {
  const answer = await g.ask('POST', path, body, { idem, wait }).catch(() => undefined)
  if (answer !== undefined) told.push(answer)
}
