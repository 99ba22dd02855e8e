// The length limit of an invoice's description.

/** What BOLT 11 can hold; the memo itself is stored in full. */
export const DESCRIPTION_BYTES = 639
