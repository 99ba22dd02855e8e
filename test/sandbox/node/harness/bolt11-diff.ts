// `npm run bolt11:diff -- --runs 1000000 --seed 7`: the two readers of BOLT11 beside each other.
import { parseArgs } from 'node:util'
import { compare } from './differential.ts'
import { soundInvoices } from './sound-invoices.ts'

const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' } } })
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const { runs, taken, stricter, differences } = compare(
  soundInvoices(),
  Number(values.runs ?? 1_000_000),
  seed
)
console.log(
  `seed ${seed}: ${runs} invoices, ${taken} taken alike, ${stricter} refused by ours only`
)
for (const text of differences.slice(0, 20)) console.log(`read differently: ${text}`)
if (differences.length > 0) process.exitCode = 1
