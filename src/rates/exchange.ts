// The interface of an exchange; each is one file beside this one.
import type { Currency, Price } from './money.ts'

export type Exchange = {
  readonly name: string
  /** Its base URL, unless the sandbox replaces it. */
  readonly base: string
  /** The credentials, if the exchange requires any. */
  readonly headers?: Readonly<Record<string, string>>
  readonly path: (currency: Currency) => string
  /** Parses its JSON answer; undefined if it is not as expected. */
  readonly read: (answer: unknown, currency: Currency) => Price | undefined
}

/** A field of a value that may be an object. */
export const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined
