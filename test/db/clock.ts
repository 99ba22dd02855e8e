// The database's time between two answers, by a clock that the test owns.
import { test } from 'tap'
import { databaseClock } from '../../src/db/clock.ts'
import { books } from '../harness/books.ts'

test('it goes on between two answers, follows each, and believes none that was slow', async t => {
  const { em } = await books(t)
  let now = 0
  let slow = 0
  const own = { now: () => (now += slow) }
  const { date, job } = await databaseClock(em, own)
  const apart = (): number => Math.round((date().getTime() - Date.now()) / 1_000)
  t.equal(apart(), 0)
  now += 60_000
  t.equal(apart(), 60, 'as this clock says')
  slow = 600
  await job.run()
  slow = 0
  t.ok(apart() >= 60)
  await job.run()
  t.equal(apart(), 0, 'as the database says')
})
