// The payment room on a real ledger and, through the real driver, on the make-believe node.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Test } from 'tap'
import { runChores } from '../../../src/core/schedule.ts'
import { newId, type Id } from '../../../src/core/ids.ts'
import { msat } from '../../../src/core/msat.ts'
import type { Step, StepName } from '../../../src/core/step.ts'
import { findClaim } from '../../../src/ledger/claim.ts'
import { conclude } from '../../../src/lightning/answers.ts'
import { readInvoice } from '../../../src/lightning/bolt11.ts'
import { clightning } from '../../../src/lightning/clightning.ts'
import type { Lightning } from '../../../src/lightning/port.ts'
import { reasonFor } from '../../../src/lightning/reasons.ts'
import { fencing, type Fencing } from '../../../src/payment/fence/fencing.ts'
import { payments, type Payments } from '../../../src/payment/payments.ts'
import type { PaymentRow } from '../../../src/payment/entity.ts'
import { paymentRows } from '../../../src/payment/rows.ts'
import { fairQueue, type FairQueue } from '../../../src/payment/queue/fair-queue.ts'
import type { Payment } from '../../../src/payment/view.ts'
import { askControl } from '../../../src/sandbox/ask-control.ts'
import type { StartSandbox } from '../../../src/sandbox/spawn.ts'
import { until } from '../../e2e/harness/until.ts'
import { books, keyFor } from '../../harness/books.ts'
import { sandboxHere } from '../../harness/sandbox-here.ts'
import { callNode, shortFolder } from '../../sandbox/fixtures/node.ts'
import { leapingClock, type LeapingClock } from './clock.ts'
import { transportTo } from './transport.ts'

export type Outcome =
  | { readonly is: 'settle' | 'phantom' }
  | { readonly is: 'fail'; readonly code: number }
  | { readonly is: 'stall' | 'drop'; readonly ms: number; readonly then: 'settle' | 'fail' }
  | { readonly is: 'slow_router'; readonly ms: number }

/** One gateway's payer. */
export type Payer = Payments & {
  readonly clock: LeapingClock
  readonly turns: FairQueue
  /** Resolves when the step has been taken that many times more. */
  readonly step: (name: StepName, times?: number) => Promise<void>
  readonly told: PaymentRow[]
  readonly alarms: unknown[]
  readonly warned: object[]
  readonly fence: Fencing
  readonly pay: (
    account: Id,
    bolt11: string,
    more?: { name?: string; amount?: number }
  ) => Promise<Payment>
  /** As it ended, or as it stands after a minute. */
  readonly ending: (payment: Payment) => Promise<Payment>
  /** As if its process were gone: what is under way is left where it is. */
  readonly leave: () => Promise<void>
}

export type PayerOptions = {
  readonly turns?: FairQueue
  readonly node?: (real: Lightning) => Lightning
  /** Before and after each step; what it throws, the step throws. */
  readonly around?: { before?: (name: StepName) => unknown; after?: (name: StepName) => unknown }
  readonly retryForSeconds?: number
  readonly searchMs?: number
  readonly tell?: (row: PaymentRow) => void
}

/** @param startNode `startSandbox` where the node is killed, which needs a process of its own */
export async function room(t: Test, startNode: StartSandbox = sandboxHere) {
  const ground = await books(t)
  const dir = shortFolder(t)
  let sandbox = await startNode({ dir })
  t.teardown(async () => sandbox.stop())
  const ask = (path: string, body: object) =>
    askControl(sandbox.controlPath, 'POST', path, body) as Promise<Record<string, string>>
  /** One more call to the node, beside the gateway, on a line of its own. */
  const call = async (method: string, params: object): Promise<unknown> => {
    const node = callNode(sandbox.rpcPath)
    return node.call(method, params).finally(() => node.socket.destroy())
  }
  const lists = (isSo: (answer: string) => boolean): Promise<true> =>
    until(async () => {
      const answer = JSON.stringify(await call('listsendpays', {}))
      return isSo(answer) || undefined
    })
  return {
    ...ground,
    /** How the node treats its next payments. */
    next: async (...outcomes: readonly Outcome[]) => {
      await ask('/node/next-payments', { outcomes })
    },
    invoice: async (amount?: number, more: object = {}): Promise<string> => {
      const asked = amount === undefined ? more : { amount_msat: amount, ...more }
      return (await ask('/wallet/invoice', asked))['bolt11'] ?? ''
    },
    /** Resolves once the node has taken up a payment of the hash. */
    hasParts: (paymentHash: string) => lists(text => text.includes(paymentHash)),
    /** Resolves once so many parts are under way at the node. */
    hasPending: (parts: number) => lists(text => text.split('"pending"').length > parts),
    call,
    async killNode() {
      assert(sandbox.pid !== process.pid, 'it would be the test')
      const line = connect(sandbox.rpcPath)
      await once(line, 'connect')
      const gone = Promise.withResolvers<undefined>()
      line.on('error', () => undefined).on('close', () => gone.resolve(undefined))
      process.kill(sandbox.pid, 'SIGKILL')
      await gone.promise
      // Its listening socket may outlive the lines that it had accepted by a moment.
      while (await accepts(sandbox.rpcPath));
    },
    async startNode() {
      sandbox = await startNode({ dir })
    },
    payer: (options: PayerOptions = {}) => payer(t, ground, sandbox.rpcPath, options)
  }
}

export type Room = Awaited<ReturnType<typeof room>>

async function payer(
  t: Test,
  { em, another }: Awaited<ReturnType<typeof books>>,
  rpcPath: string,
  options: PayerOptions
): Promise<Payer> {
  const real = clightning(await transportTo(t, rpcPath))
  t.teardown(async () => real.close())
  const { id: nodeId, network } = await real.info()
  const [clock, stop] = [leapingClock(), new AbortController()]
  const { step, taken } = steps(options.around ?? {})
  const [told, alarms, ended]: [PaymentRow[], unknown[], Promise<unknown>[]] = [[], [], []]
  const warned: object[] = []
  const fair = options.turns ?? fairQueue()
  const quiet = (): void => undefined
  const node = options.node?.(real) ?? real
  const log = {
    debug: quiet,
    info: quiet,
    warn: (facts: object) => void warned.push(facts),
    error: (facts: Record<string, unknown>) => alarms.push(facts['what'] ?? facts)
  }
  const fence = fencing({ em, node, nodeId, newId, log, searchMs: options.searchMs ?? 30_000 })
  const room = payments({
    commit: another(),
    rows: paymentRows(em),
    node,
    generations: fence.generations,
    closeLayer: fence.closeLayer,
    nodeId,
    network,
    screen: text => readInvoice(text, network),
    turns: fair,
    conclude,
    reason: reply =>
      reply?.is === 'refused'
        ? { code: reasonFor(reply.code, reply.message), detail: reply.message }
        : { code: 'node_error', detail: 'nothing was paid' },
    retryForSeconds: options.retryForSeconds ?? 5,
    frozen: async () => undefined,
    clock,
    newId,
    step,
    log,
    tell: row => {
      told.push(row)
      options.tell?.(row)
    },
    stop: stop.signal,
    findClaim: key => findClaim(em, key),
    web: { fetch: () => Promise.reject(new Error('no web here')), allowPrivate: false }
  })
  const leave = async (): Promise<void> => {
    stop.abort()
    // As the gateway does: a connection that is opened while the pool ends holds its end up.
    await Promise.all([...ended, room.idle()])
    await fence.generations.leave()
  }
  t.teardown(leave)
  const begin = (jobs: typeof room.jobs): void =>
    void ended.push(runChores(jobs, { clock, log: { warn: quiet } }, stop.signal).ended)
  begin(room.jobs.slice(0, 1))
  const recover = async (): Promise<void> => {
    await room.recover()
    begin(room.jobs.slice(1))
  }
  return {
    ...room,
    recover,
    clock,
    turns: fair,
    told,
    alarms,
    warned,
    step: taken,
    leave,
    fence,
    async pay(account, destination, { name, amount } = {}) {
      const { payment } = await room.open({
        account,
        key: keyFor(account, name, destination),
        destination,
        amountMsat: amount === undefined ? undefined : msat(amount),
        maxFeeMsat: undefined,
        comment: undefined
      })
      return payment
    },
    ending: async ({ account, id }) => {
      // By a clock that tests let leap.
      const payment = await room.ended(account, id, 86_400_000)
      if (payment === undefined) throw new Error('it is gone')
      return payment
    }
  }
}

/** Each step as it is, with the test looking on. */
function steps({ before, after }: NonNullable<PayerOptions['around']>) {
  const waiting = new Set<(name: StepName) => void>()
  const step: Step = async (name, run) => {
    await before?.(name)
    const done = await run()
    await after?.(name)
    for (const one of waiting) one(name)
    return done
  }
  const taken = (wanted: StepName, times = 1): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    let left = times
    const one = (name: StepName): void => {
      if (name !== wanted || --left > 0) return
      waiting.delete(one)
      resolve(undefined)
    }
    waiting.add(one)
    return promise.then(() => undefined)
  }
  return { step, taken }
}

/** Whether anybody listens there. */
function accepts(path: string): Promise<boolean> {
  const line = connect(path)
  const { promise, resolve } = Promise.withResolvers<boolean>()
  line.once('connect', () => resolve(true)).once('error', () => resolve(false))
  return promise.finally(() => line.destroy())
}
