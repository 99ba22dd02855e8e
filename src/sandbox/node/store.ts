// The simulated network's storage: one SQLite file with one owner; committed data survives kill -9.
import { EventEmitter } from 'node:events'
import { DatabaseSync, type SQLOutputValue, type StatementSync } from 'node:sqlite'
import { SCHEMA } from './schema.ts'

export type Value = string | number | bigint | null
/** Every integer comes as bigint, so that no amount loses a digit. */
export type Row = Readonly<Record<string, SQLOutputValue>>

export type Store = {
  get(sql: string, ...values: readonly Value[]): Row | undefined
  all(sql: string, ...values: readonly Value[]): readonly Row[]
  run(sql: string, ...values: readonly Value[]): void
  /** All or nothing; nested, it joins the outer transaction. */
  transaction<T>(work: () => T): T
  /** Emits an event of this name on `events`, once it is committed. */
  tell(name: string): void
  readonly events: EventEmitter
  close(): void
}

/** @throws if another process has the file open (`database is locked`). */
export function openStore(file: string): Store {
  const db = new DatabaseSync(file, { timeout: 3_000 })
  // WAL with NORMAL survives the death of the process; only a power cut may lose the last commits,
  // and this is a sandbox.
  db.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = normal')
  db.exec('pragma wal_autocheckpoint = 4000')
  db.exec(`begin immediate; ${SCHEMA} commit`)
  const prepare = preparer(db)
  const events = new EventEmitter().setMaxListeners(0)
  const told = new Set<string>()
  let inside = false

  function transaction<T>(work: () => T): T {
    if (inside) return work()
    inside = true
    let result: T
    try {
      prepare('begin immediate').run()
      result = work()
      prepare('commit').run()
    } catch (error) {
      told.clear()
      if (db.isTransaction) prepare('rollback').run()
      throw error
    } finally {
      inside = false
    }
    const names = [...told]
    told.clear()
    for (const name of names) events.emit(name)
    return result
  }

  return {
    get: (sql, ...values) => prepare(sql).get(...values),
    all: (sql, ...values) => prepare(sql).all(...values),
    run: (sql, ...values) => void prepare(sql).run(...values),
    transaction,
    tell: name => (inside ? void told.add(name) : void events.emit(name)),
    events,
    close: () => db.close()
  }
}

function preparer(db: DatabaseSync): (sql: string) => StatementSync {
  const prepared = new Map<string, StatementSync>()
  return sql => {
    let statement = prepared.get(sql)
    if (statement === undefined) {
      statement = db.prepare(sql)
      statement.setReadBigInts(true)
      prepared.set(sql, statement)
    }
    return statement
  }
}
