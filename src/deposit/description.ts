// How long what an invoice says of itself may be.

/** BOLT 11 holds as much; the memo itself is kept whole. */
export const DESCRIPTION_BYTES = 639
