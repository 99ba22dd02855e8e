// What mutants are made of: BOLT 11's examples that both readers take, and the sandbox's own.
import { readFileSync } from 'node:fs'
import { msat } from '../../../../src/core/msat.ts'
import { mint } from '../../../../src/sandbox/node/mint.ts'

type Vector = { readonly invoice: string; readonly valid: boolean; readonly ambiguous?: boolean }

export function soundInvoices(): readonly string[] {
  const file = new URL('../../../lightning/fixtures/vectors.json', import.meta.url)
  const vectors = JSON.parse(readFileSync(file, 'utf8')) as readonly Vector[]
  const terms = {
    paymentHash: '11'.repeat(32),
    paymentSecret: '22'.repeat(32),
    createdAt: 1_790_000_000,
    expirySeconds: 3_600
  }
  const own = [
    { ...terms, amountMsat: msat(21_000), description: { text: 'a coffee ☕' } },
    { ...terms, amountMsat: undefined, description: { hash: '33'.repeat(32) } }
  ]
  return [
    ...vectors.filter(({ valid, ambiguous }) => valid && !ambiguous).map(({ invoice }) => invoice),
    ...own.map(each => mint('44'.repeat(32), each))
  ]
}
