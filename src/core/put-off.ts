// A column of times that the database's clock puts off: until something is due, or how long a lease
// lasts. Each room lists its own; `db/due-again` ends what that clock put off while it was ahead.

export type PutOff = {
  readonly table: string
  readonly column: string
  /** The longest interval that it is put off while the clock is right. */
  readonly atMost: string
  /** SQL of the only rows that matter: an index has them. */
  readonly where: string
  /** What it becomes if it is put off further; without this, now. */
  readonly becomes?: string
  /** SQL of the rows that are due as soon as the clock is seen to go back. */
  readonly ifBack?: string
}
