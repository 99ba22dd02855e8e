// A column of times that the database's clock defers: until something is due, or how long a lease
// lasts. Each room lists its own; `db/undo-deferrals` ends what that clock deferred while it was
// ahead.

export type Deferral = {
  readonly table: string
  readonly column: string
  /** The longest interval by which it is deferred while the clock is right. */
  readonly atMost: string
  /** SQL of the only rows that matter: an index has them. */
  readonly where: string
  /** What it becomes if it is deferred further; without this, now. */
  readonly becomes?: string
  /** SQL of the rows that are due as soon as the clock is seen to go back. */
  readonly ifBack?: string
}
