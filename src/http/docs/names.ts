// The names of schemas in the document, and references to them.

const SCHEMAS = '#/components/schemas/'

export const refTo = (name: string) => ({ $ref: SCHEMAS + name })

export const nameIn = ($ref: string): string => $ref.slice(SCHEMAS.length)

/** Of a code or an event: `PaymentFailed`. */
export const pascal = (words: string): string =>
  words.replaceAll(/(?:^|[._])([a-z])/g, (_, letter: string) => letter.toUpperCase())

export const nullable = (name: string): string => `Nullable${name}`

/**
 * For a schema of its own: of most other spellings openapi-generator (7.16) makes Python that takes
 * no null, or none at all.
 */
export const orNull = (name: string): object => ({ oneOf: [refTo(name), { type: 'null' }] })
