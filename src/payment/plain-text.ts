// Text that a stranger wrote, made fit to be kept and
// shown as plain text: still untrusted as markup.

/**
 * Control and format characters, which could hide or reorder
 * what is read, and NUL, which PostgreSQL does not keep.
 */
const UNSEEN = /[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu

export const plainText = (text: string, lengthMax: number): string =>
  text
    .slice(0, 2 * lengthMax)
    .toWellFormed()
    .replace(UNSEEN, ' ')
    .trim()
    .slice(0, lengthMax)
    .toWellFormed()
