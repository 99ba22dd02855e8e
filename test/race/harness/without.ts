// The house with guards against spending twice taken out, to see which the
// race notices: `npm run race -- --rounds 3 --without locks,chain`.
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { copyHouse } from '../../harness/copy.ts'

type Edit = { readonly file: string; readonly from: string; readonly to: string }

const LEDGER = 'src/db/migrations/001-ledger.ts'

/** What each of them is, and how it is taken out. */
const GUARDS: Readonly<Record<string, readonly Edit[]>> = {
  /** The ledger's rule: whoever lacks the money is refused. */
  rule: [
    { file: 'src/ledger/apply.ts', from: 'before.balanceMsat < amountMsat', to: 'amountMsat < 0n' }
  ],
  /** The account's row is locked before it is read; without it there is time to be late. */
  locks: [
    {
      file: 'src/ledger/batch.ts',
      from: 'const { told,',
      to: 'await new Promise(done => setTimeout(done, 300))\n  const { told,'
    },
    {
      file: 'src/ledger/reads.ts',
      from: `and kind <> 'house' order by id for no key update`,
      to: `and kind <> 'house' order by id`
    }
  ],
  /** Each place in an account's chain is taken once. */
  chain: ['debit', 'credit'].map(side => ({
    file: LEDGER,
    from: `create unique index entry_${side}_seq`,
    to: `create index entry_${side}_seq`
  })),
  /** No amount is below zero, a balance neither. */
  type: [{ file: 'src/core/msat.ts', from: 'value >= 0n && value', to: 'value' }],
  /** No balance is stored that is. */
  check: ['balance_msat', 'debit_balance_after', 'credit_balance_after'].map(column => ({
    file: LEDGER,
    from: `${column} bigint check (${column} >= 0)`,
    to: `${column} bigint`
  }))
}

/** How that house is started. */
export async function without(names: readonly string[], to: string): Promise<readonly string[]> {
  const house = await copyHouse(to, ['lnsms'])
  for (const name of names) {
    const edits = GUARDS[name]
    assert(edits, `${name} is none of ${Object.keys(GUARDS).join(', ')}`)
    for (const { file, from, to } of edits) {
      const text = await readFile(join(house, file), 'utf8')
      assert(text.includes(from), `${file} does not say ${from}`)
      await writeFile(join(house, file), text.replace(from, to))
    }
  }
  return [process.execPath, join(house, 'src/guard.js'), join(house, 'src/main.ts')]
}
