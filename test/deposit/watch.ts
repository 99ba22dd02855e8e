import { EventEmitter, once } from 'node:events'
import { test } from 'tap'
import { clock } from '../../src/core/clock.ts'
import { newId, type Id } from '../../src/core/ids.ts'
import { msat } from '../../src/core/msat.ts'
import { unhindered } from '../../src/core/step.ts'
import { readCursor } from '../../src/deposit/cursor.ts'
import { depositLabel } from '../../src/deposit/decide.ts'
import { deposits } from './harness/room.ts'
import { watch, type WatchDeps } from '../../src/deposit/watch.ts'
import type { Commit } from '../../src/ledger/unit.ts'
import { books, keyFor } from '../harness/books.ts'
import { memoryNode, type MemoryNode } from './harness/node.ts'
import { sayingSettled } from './harness/told.ts'

const PACE = { waitSeconds: 0.2, leaseSeconds: 60, retryMs: 5, expireMs: 20 }

test('watching what the node receives', async t => {
  const house = await books(t)
  const { em, commit, user, balance, sql, wrong } = house

  const setUp = async (node: MemoryNode = memoryNode()) => {
    const nodeId = newId()
    const alice = await user()
    const room = deposits({ em, commit, node, now: () => new Date() })
    const open = async (): Promise<Id> => {
      const rest = { amountMsat: msat(10), memo: undefined, expiresInSeconds: undefined }
      return (await room.open({ account: alice, key: keyFor(alice), ...rest })).deposit.id
    }
    const settled: Id[] = []
    const news = new EventEmitter()
    const until = async (count: number): Promise<void> => {
      while (settled.length < count) await once(news, 'settled')
    }
    const warnings: unknown[] = []
    const start = (more: Partial<WatchDeps> = {}) => {
      const stopping = new AbortController()
      const deps: WatchDeps = {
        em,
        step: unhindered,
        node,
        nodeId,
        clock,
        pace: PACE,
        log: { warn: facts => void (warnings.push(facts), news.emit('warned')) },
        ...more,
        commit: sayingSettled(more.commit ?? commit, deposit => {
          settled.push(deposit)
          news.emit('settled')
        })
      }
      const done = watch(deps, stopping.signal)
      return {
        stop: async (): Promise<void> => {
          stopping.abort()
          await done
        }
      }
    }
    return { node, nodeId, room, alice, open, settled, until, news, warnings, start }
  }

  await t.test('a deposit is credited when it is paid, and whoever waits is told', async t => {
    const { node, alice, open, settled, until, start, nodeId } = await setUp()
    const deposit = await open()
    const { stop } = start()
    node.pay(depositLabel(deposit), 10)
    await until(1)
    t.same(settled, [deposit])
    t.equal(await balance(alice), 10n)
    await stop()
    const [row] = await sql('select lease_until from deposit_cursor where node_id = $1', [nodeId])
    t.equal(row?.['lease_until'], null)
  })

  await t.test('what was paid while nobody watched, in any order, is all credited', async t => {
    const { node, nodeId, alice, open, until, start } = await setUp()
    const ids: Id[] = []
    for (let i = 0; i < 450; i++) ids.push(await open())
    for (const id of ids.toReversed()) node.pay(depositLabel(id), 10)
    let commits = 0
    const { stop } = start({
      commit: async unit => {
        commits++
        return commit(unit)
      }
    })
    await until(450)
    t.equal(await balance(alice), 4500n)
    t.equal(await readCursor(em, nodeId), 450)
    t.equal(commits, 3)
    await stop()
  })

  await t.test('two watch at once and nothing is credited twice', async t => {
    const { node, alice, open, until, start, settled } = await setUp()
    const other = house.another()
    const watching = [start(), start({ commit: other }), start()]
    for (let i = 0; i < 30; i++) node.pay(depositLabel(await open()), 10)
    await until(30)
    t.equal(new Set(settled).size, 30)
    t.equal(settled.length, 30)
    await watching[0]?.stop()
    node.pay(depositLabel(await open()), 10)
    await until(31)
    for (const { stop } of watching) await stop()
    t.equal(await balance(alice), 310n)
  })

  await t.test('the line breaks, the database says no: nothing is skipped', async t => {
    const { node, alice, open, until, start, news, warnings } = await setUp()
    let failing = true
    const flaky: Commit = async unit => {
      if (failing) throw new Error('away')
      return commit(unit)
    }
    const { stop } = start({ commit: flaky })
    const deposit = await open()
    node.pay(depositLabel(deposit), 10)
    await once(news, 'warned')
    node.hush(true)
    await once(news, 'warned')
    failing = false
    node.hush(false)
    await until(1)
    t.equal(await balance(alice), 10n)
    t.ok(warnings.length >= 2)
    await stop()
  })

  await t.test('what is nobody’s raises an alarm and does not stop the others', async t => {
    const { node, alice, open, until, start, warnings } = await setUp()
    node.pay('dep:nobody', 10)
    node.pay('somebody else’s', 10)
    node.pay(depositLabel(await open()), 10)
    const { stop } = start()
    await until(1)
    t.equal(await balance(alice), 10n)
    t.match(warnings, [{ label: 'dep:nobody' }])
    await stop()
  })

  await t.test('a deposit that is over is closed by the schedule', async t => {
    const { node, room, alice, open, start } = await setUp()
    const deposit = await open()
    await sql(`update deposit set expires_at = now() where id = $1`, [deposit])
    node.expire(depositLabel(deposit))
    const expired = Promise.withResolvers<undefined>()
    const { stop } = start({
      commit: async unit => {
        const verdict = await commit(unit)
        if (unit.guards[0]?.set['state'] === 'expired') expired.resolve(undefined)
        return verdict
      }
    })
    await expired.promise
    t.match(await room.find(alice, deposit), { status: 'expired' })
    await stop()
  })

  await t.test('killed at any step, the next one credits what is left, once', async t => {
    // Of the node's answers and the commits: the step that does not return, done or not.
    for (let point = 1; point <= 6; point++) {
      for (const done of [true, false]) {
        const { node, nodeId, alice, open, until, start, settled } = await setUp()
        for (let i = 0; i < 3; i++) node.pay(depositLabel(await open()), 10)
        const dead = Promise.withResolvers<never>()
        const died = Promise.withResolvers<undefined>()
        let left = point
        const step = async <T>(work: () => Promise<T>): Promise<T> => {
          left--
          if (left > 0) return work()
          if (left === 0 && done) await work()
          died.resolve(undefined)
          return dead.promise
        }
        const killed = start({
          commit: async unit => step(async () => commit(unit)),
          node: {
            findInvoice: node.findInvoice,
            waitAnyInvoice: async (...args) => step(async () => node.waitAnyInvoice(...args))
          }
        })
        await died.promise
        // Its lease runs out, as a dead one's does.
        await sql('update deposit_cursor set lease_until = now() where node_id = $1', [nodeId])
        const { stop } = start()
        node.pay(depositLabel(await open()), 10)
        for (let seen = settled.length; (await balance(alice)) < 40n; seen = settled.length) {
          await until(seen + 1)
        }
        t.equal(await balance(alice), 40n, `point ${point}`)
        t.equal(await readCursor(em, nodeId), 4)
        await stop()
        dead.reject(new Error('killed'))
        await killed.stop()
      }
    }
  })

  await t.test('and after all this the books balance', async t => {
    t.same(await wrong(), [])
  })
})
