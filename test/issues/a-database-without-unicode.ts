// A cluster that Debian makes without a locale is SQL_ASCII; a gateway started on it, and failed at
// the first name with a letter that LATIN1, for instance, has not.
import { test } from 'tap'
import { migrate } from '../../src/db/migrate.ts'
import { createDatabase } from '../harness/database.ts'
import { ask } from '../harness/sql.ts'

test('a database that cannot keep every letter is refused before anything is in it', async t => {
  const url = await createDatabase(t)
  for (const encoding of ['SQL_ASCII', 'LATIN1']) {
    const name = `${new URL(url).pathname.slice(1)}_${encoding.toLowerCase()}`
    const make = `create database ${name} template template0 locale 'C' encoding`
    await ask(url, `${make} '${encoding}'`)
    t.teardown(async () => ask(url, `drop database ${name} with (force)`))
    const without = Object.assign(new URL(url), { pathname: `/${name}` }).href
    await t.rejects(migrate(without), {
      code: 'not_ready',
      message: new RegExp(
        `${name} is in ${encoding}, .* create database ${name}_utf8 encoding 'UTF8'`
      )
    })
    t.same(await ask(without, `select from pg_tables where schemaname = 'public'`), [])
  }
})
