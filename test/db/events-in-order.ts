// Migration 070: events that had no position yet when the gateway was stopped.
import { Migrator } from '@mikro-orm/migrations'
import { MikroORM } from '@mikro-orm/postgresql'
import { test } from 'tap'
import { MIGRATIONS } from '../../src/db/migrations/all.ts'
import { createDatabase } from '../harness/database.ts'

test('what had no position gets the next ones, and webhooks are still told of it', async t => {
  const clientUrl = await createDatabase(t)
  const orm = await MikroORM.init({
    clientUrl,
    entities: [],
    discovery: { warnWhenNoEntities: false },
    extensions: [Migrator],
    migrations: { migrationsList: MIGRATIONS, snapshot: false, silent: true }
  })
  t.teardown(async () => orm.close())
  const { em } = orm
  await em.execute('drop schema public cascade; create schema public')
  await orm.migrator.up({ to: '069-lighter-events' })
  await em.execute('insert into event_cursor (position) values (7)')
  const event = async (type: string, ago: string, position: number | null): Promise<void> => {
    await em.execute(
      `insert into event (id, account, owner, type, subject, sequence, created_at, position)
       select x, x, x, ?, x, 1, now() - ?::interval, ? from gen_random_uuid() x`,
      [type, ago, position]
    )
  }
  await event('payment.failed', '1 hour', 7)
  await event('transfer.received', '1 second', null)
  await event('purchase.paid', '1 minute', null)
  await event('webhook.test', '1 minute', null)
  await orm.migrator.up()
  const positions = `select type, position::int as at from event order by position nulls last`
  t.same(await em.execute(positions), [
    { type: 'payment.failed', at: 7 },
    { type: 'purchase.paid', at: 8 },
    { type: 'transfer.received', at: 9 },
    { type: 'webhook.test', at: null }
  ])
  t.same(
    await em.execute(
      'select position::int as at from event_cursor union all select position::int from webhook_cursor'
    ),
    [{ at: 9 }, { at: 7 }]
  )
  await t.rejects(event('payment.failed', '0', null), /event_check|violates check/)
})
