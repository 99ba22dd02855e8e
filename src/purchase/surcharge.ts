// Parses and computes the surcharge on a LApp's price: `1000msat`, `5permille`, or both joined by
// `+`.
import { add, msat, permille, ZERO, type Msat } from '../core/msat.ts'

export type Surcharge = (amountMsat: Msat) => Msat

const FORM = /^(?:(\d{1,16})msat)?(?:(?:^|(?<=msat)\+)(\d{1,4})permille)?$/

export const noSurcharge: Surcharge = () => ZERO

/** undefined if the text does not have this form. */
export function readSurcharge(text: string): Surcharge | undefined {
  const found = FORM.exec(text)
  if (found === null || text === '') return undefined
  const fixed = msat(BigInt(found[1] ?? 0))
  const share = BigInt(found[2] ?? 0)
  return amountMsat => add(fixed, permille(amountMsat, share))
}
