// Integers of more than 53 bits in JSON, every digit as it is.
declare global {
  interface JSON {
    /** Of ECMAScript's "JSON.parse source text access"; not yet in TypeScript's library. */
    rawJSON(text: string): object
  }
}

export const exactInteger = (digits: string): object => JSON.rawJSON(digits)
