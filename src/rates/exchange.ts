// What the room needs to know of an exchange; each is one file beside this one.
import type { Currency, Price } from './money.ts'

export type Exchange = {
  readonly name: string
  /** Where it is asked, unless the sandbox has another place. */
  readonly base: string
  /** What proves who asks, where the exchange wants that. */
  readonly headers?: Readonly<Record<string, string>>
  readonly path: (currency: Currency) => string
  /** From its answer in JSON; undefined where that is none that is known. */
  readonly read: (answer: unknown, currency: Currency) => Price | undefined
}

/** A field of what may be an object. */
export const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined
