// Who is told of an alarm, how often, and what happens where Telegram or the database is away.
import { test } from 'tap'
import type { Seen } from '../../src/observe/alarms.ts'
import { tellAlarms } from '../../src/observe/tell-alarms.ts'
import { books, type Books } from '../harness/books.ts'

const MINUTE_MS = 60_000
const WELL = { books: undefined, node: undefined, differenceMsat: 0n }

function gateways(house: Books) {
  const said: string[] = []
  const all = { now: 0, refuses: false, seen: { missing: [], stand: WELL } as Seen }
  const one = () =>
    tellAlarms({
      em: house.em,
      clock: { now: () => all.now },
      seen: async () => all.seen,
      send: async text => {
        if (all.refuses) throw new Error('429')
        said.push(text)
      }
    })
  const both = [one(), one()]
  const pass = async (ms: number): Promise<readonly string[]> => {
    all.now += ms
    await Promise.allSettled(both.map(async ({ run }) => run()))
    return said.splice(0)
  }
  return { all, pass }
}

const AWAY: Seen = { missing: ['the Lightning node'], stand: WELL }
const TOLD = ['⚠️ GatewayCannotReach: the gateway does not reach the Lightning node']

test('an alarm that lasts is told once an hour, by one of two gateways', async t => {
  const house = await books(t)
  const { all, pass } = gateways(house)
  t.same(await pass(0), [])
  all.seen = AWAY
  t.same(await pass(0), [], 'it may pass by itself')
  t.same(await pass(MINUTE_MS), TOLD)
  t.same(await pass(MINUTE_MS), [])
  await house.sql(`update alarm_told set told_at = now() - interval '61 minutes'`)
  t.same(await pass(58 * MINUTE_MS), TOLD, 'an hour later, by whoever comes first')
  t.same(await pass(2 * MINUTE_MS), [])
  all.seen = { missing: [], stand: WELL }
  t.same(await pass(MINUTE_MS), [])
  all.seen = AWAY
  t.same(await pass(90 * MINUTE_MS), [], 'what was over begins anew')
})

test('what Telegram did not take is told again', async t => {
  const house = await books(t)
  const { all, pass } = gateways(house)
  all.seen = AWAY
  await pass(0)
  all.refuses = true
  t.same(await pass(MINUTE_MS), [])
  all.refuses = false
  t.same(await pass(30_000), TOLD)
})

test('a database that is away does not silence the alarm about it', async t => {
  const house = await books(t)
  const { all, pass } = gateways(house)
  await house.sql('drop table alarm_told')
  all.seen = { missing: ['the database (the disk is full)'], stand: WELL }
  await pass(0)
  const said = await pass(MINUTE_MS)
  t.match(said, [/DatabaseTakesNothing: .*disk is full/, /DatabaseTakesNothing/])
  t.same(await pass(MINUTE_MS), [])
})
