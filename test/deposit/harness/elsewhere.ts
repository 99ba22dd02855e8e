// The room with every source, each at its local copy on one make-believe network in the test's own
// process, whose clock the test can move on.
import type { Test } from 'tap'
import { clock } from '../../../src/core/clock.ts'
import { newId, type Id } from '../../../src/core/ids.ts'
import { msat } from '../../../src/core/msat.ts'
import { unhindered } from '../../../src/core/step.ts'
import { bell } from '../../../src/deposit/bell.ts'
import { deposits } from '../../../src/deposit/deposits.ts'
import type { Deposit } from '../../../src/deposit/entity.ts'
import { look } from '../../../src/deposit/look.ts'
import { poll, type Poll } from '../../../src/deposit/poll.ts'
import { openSources } from '../../../src/deposit/registry.ts'
import type { Method, Polled, Source } from '../../../src/deposit/source.ts'
import { waiting } from '../../../src/deposit/waiting.ts'
import type { Commit } from '../../../src/ledger/unit.ts'
import { clightning } from '../../../src/lightning/clightning.ts'
import { unixSocket } from '../../../src/lightning/socket.ts'
import { btcpay, type Setup } from '../../../src/sandbox/payment-services/btcpay.ts'
import { charge } from '../../../src/sandbox/payment-services/charge.ts'
import { electrum } from '../../../src/sandbox/payment-services/electrum.ts'
import { keysOf } from '../../../src/sandbox/payment-services/keys.ts'
import { serveDoor } from '../../../src/sandbox/payment-services/serve.ts'
import type { Watched } from '../../../src/sandbox/payment-services/tell.ts'
import { METHODS } from '../../../src/sandbox/methods/all.ts'
import { openNetwork } from '../../../src/sandbox/node/network.ts'
import { serveRpc } from '../../../src/sandbox/rpc/server.ts'
import { payFromWallet } from '../../../src/sandbox/wallet.ts'
import { books, keyFor } from '../../harness/books.ts'
import { shortFolder } from '../../sandbox/fixtures/node.ts'

export type PolledSource = Source & { readonly polled: Polled }

export async function elsewhere(t: Test, setup: Setup = {}) {
  const house = await books(t)
  let ahead = 0
  const dir = shortFolder(t)
  const network = openNetwork(dir, () => Date.now() + ahead)
  const rpc = await serveRpc(`${dir}/rpc`, network, METHODS)
  const node = clightning(unixSocket(`${dir}/rpc`))
  const keys = keysOf(network)
  const watched: Watched = new Map()
  const open = {
    btcpay: async () => serveDoor(network, 'btcpay', btcpay(network, keys.btcpay, setup)),
    charge: async () => serveDoor(network, 'charge', charge(network, keys.charge)),
    electrum: async () => serveDoor(network, 'electrum', electrum(network, keys.electrum, watched))
  }
  const served = {
    btcpay: await open.btcpay(),
    charge: await open.charge(),
    electrum: await open.electrum()
  }
  t.teardown(async () => {
    await Promise.all(Object.values(served).map(async door => door.close()))
    await node.close()
    rpc.close()
    network.close()
  })
  const registry = openSources(
    {
      btcpay: { ...keys.btcpay, url: served.btcpay.url },
      charge: { ...keys.charge, url: served.charge.url },
      electrum: { ...keys.electrum, url: served.electrum.url },
      minMsat: msat(1_000),
      confirmations: 3
    },
    {
      node,
      network: 'regtest',
      fetch: globalThis.fetch,
      fetchHistory: globalThis.fetch,
      publicUrl: 'http://127.0.0.1:9',
      now: () => new Date(network.now())
    }
  )
  const { em, commit } = house
  const step = unhindered
  const { sources } = registry
  const room = deposits({
    em,
    commit,
    step,
    sources,
    isPaused: async () => false,
    now: () => new Date()
  })
  const told: string[] = []
  /** That a source does not answer. */
  const away: string[] = []
  const say = (facts: object, message: string): void => {
    ;('error' in facts ? away : told).push(message)
  }
  const means = { em, step, node, log: { warn: say, error: say } }
  const source = (method: Method): PolledSource => {
    const found = sources.find(one => one.method === method)
    if (found?.polled === undefined) throw new Error(`${method} is not polled`)
    return { ...found, polled: found.polled }
  }
  const doorbell = bell(em)
  const behind = waiting({ now: () => performance.now() + ahead })
  return {
    ...house,
    step,
    network,
    node,
    keys,
    watched,
    registry,
    room,
    told,
    away,
    served,
    open,
    source,
    bell: doorbell,
    waiting: behind,
    pass: (ms: number) => void (ahead += ms),
    ask: async (account: Id, method: Method, sats?: number, name?: string): Promise<Deposit> => {
      const amountMsat = sats === undefined ? undefined : msat(sats * 1000)
      const rest = { memo: 'lunch', expiresInSeconds: undefined }
      const key = keyFor(account, name ?? newId())
      return (await room.open({ account, key, method, amountMsat, ...rest })).deposit
    },
    pay: (bolt11: string | null, amount?: number) =>
      payFromWallet(network, bolt11 ?? '', amount === undefined ? undefined : msat(amount)),
    /** One look, as whoever's turn it is has it. */
    look: async (deposit: Deposit, by: Commit = commit) =>
      look({ ...means, commit: by }, source(deposit.method), [
        { deposit: deposit.id, stirred: true }
      ]),
    found: async ({ id, account }: Deposit): Promise<Deposit> => {
      const row = await room.find(account, id)
      if (row === undefined) throw new Error('it is gone')
      return row
    },
    /** A gateway that looks by itself, until it is stopped. */
    gateway: (more: Partial<Poll> = {}) => {
      const stop = new AbortController()
      const pace = { idleMs: 20, retryMs: 20 }
      const mine = {
        ...means,
        commit: house.another(),
        bell: doorbell,
        waiting: behind,
        clock,
        pace,
        ...more
      }
      const running = (['btcpay', 'charge', 'onchain'] as const).map(async method =>
        poll(mine, source(method), stop.signal)
      )
      return async (): Promise<void> => {
        stop.abort()
        await Promise.all(running)
      }
    }
  }
}

export type Elsewhere = Awaited<ReturnType<typeof elsewhere>>
