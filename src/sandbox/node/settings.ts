// Small named values that must survive a restart.
import type { Store } from './store.ts'

export function readSetting(store: Store, name: string): string | undefined {
  const row = store.get('select value from setting where name = ?', name)
  return row && String(row['value'])
}

export const writeSetting = (store: Store, name: string, value: string): void =>
  store.run('insert or replace into setting (name, value) values (?, ?)', name, value)
