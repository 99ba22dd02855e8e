// Two readers of BOLT11 beside each other, over mutants of sound invoices whose checksum is made
// anew, so that what is changed reaches the fields: what the gateway's takes, the make-believe
// node's reads as the same.
import { bech32 } from '@scure/base'
import { isDeepStrictEqual } from 'node:util'
import { readInvoice } from '../../../../src/lightning/bolt11.ts'
import type { Network } from '../../../../src/lightning/port.ts'
import { readBolt11 } from '../../../../src/sandbox/node/read-bolt11.ts'

export type Tally = {
  readonly runs: number
  /** Taken by the gateway, and read as the same by the node. */
  readonly taken: number
  /** Read by the node, and refused by the gateway, which is stricter. */
  readonly stricter: number
  readonly differences: readonly string[]
}

const NETWORKS: readonly (readonly [RegExp, Network])[] = [
  [/^lnbcrt/, 'regtest'],
  [/^lntbs/, 'signet'],
  [/^lntb/, 'testnet'],
  [/^lnbc/, 'bitcoin']
]
const UNITS = ['', 'm', 'u', 'n', 'p']

export function compare(sound: readonly string[], runs: number, seed: number): Tally {
  const random = generator(seed)
  const differences: string[] = []
  let [taken, stricter] = [0, 0]
  for (let run = 0; run < runs; run++) {
    const text = mutant(sound[random(sound.length)] ?? '', random)
    const network = NETWORKS.find(([prefix]) => prefix.test(text))?.[1] ?? 'bitcoin'
    const [ours, theirs] = [readInvoice(text, network), readBolt11(text)]
    if (ours.is === 'refused') {
      if (theirs.is === 'invoice') stricter++
      continue
    }
    taken++
    if (!isDeepStrictEqual(ofOurs(ours), ofTheirs(theirs))) differences.push(text)
  }
  return { runs, taken, stricter, differences }
}

type Taken = Extract<ReturnType<typeof readInvoice>, { is: 'invoice' }>

const ofOurs = (taken: Taken): unknown => factsOf({ ...taken, text: taken.bolt11 })

function ofTheirs(reading: ReturnType<typeof readBolt11>): unknown {
  if (reading.is !== 'invoice') return reading
  const { invoice } = reading
  return factsOf({ ...invoice, expiresAt: invoice.createdAt + invoice.expirySeconds })
}

/** What both know of an invoice. */
const factsOf = (invoice: Omit<Taken, 'is' | 'bolt11' | 'network'> & { text: string }): unknown => {
  const { text, paymentHash, payee, amountMsat, createdAt, expiresAt } = invoice
  const { description, descriptionHash, minFinalCltv } = invoice
  return {
    text,
    paymentHash,
    payee,
    amountMsat,
    createdAt,
    expiresAt,
    description,
    descriptionHash,
    minFinalCltv
  }
}

/** A number below `max`; the same ones for the same seed. */
type Random = (max: number) => number

/** mulberry32. */
function generator(seed: number): Random {
  let state = seed
  return max => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * max)
  }
}

/** One to three changes, then a checksum that fits. */
function mutant(invoice: string, random: Random): string {
  let { prefix, words } = bech32.decode(invoice as `${string}1${string}`, false)
  for (let left = 1 + random(3); left > 0; left--) {
    const at = random(words.length)
    const word = random(32)
    switch (random(6)) {
      case 0:
        words = words.toSpliced(at, 1)
        break
      case 1:
        words = words.toSpliced(at, 0, word)
        break
      case 2:
        // A whole field of any type and length, where the first may begin.
        words = words.toSpliced(7, 0, word, 0, ...some(random, random(32)))
        break
      case 3:
        prefix = prefix.replace(/\d.*$/, '') + `${random(100_000)}${UNITS[random(5)] ?? ''}`
        break
      default:
        words = words.with(at, word)
    }
  }
  return bech32.encode(prefix, words, false)
}

/** With its length in front. */
const some = (random: Random, length: number): readonly number[] => [
  length,
  ...Array.from({ length }, () => random(32))
]
