// Parses JSON integers of more than 53 bits exactly.
declare global {
  interface JSON {
    /** From ECMAScript's "JSON.parse source text access"; not yet in TypeScript's library. */
    rawJSON(text: string): object
  }
}

export const exactInteger = (digits: string): object => JSON.rawJSON(digits)
