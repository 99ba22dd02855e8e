import { test } from 'tap'
import { compare } from './harness/differential.ts'
import { soundInvoices } from './harness/sound-invoices.ts'

test('of a thousand mutants the node reads the same in all that the gateway takes', async t => {
  const { taken, stricter, differences } = compare(soundInvoices(), 1_000, 11)
  t.same(differences, [])
  t.ok(taken > 100, `${taken} reached the fields`)
  t.ok(stricter > 0, 'and where the two differ it is the gateway that refuses')
})
