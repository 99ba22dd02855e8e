// Leaves out what is undefined: where a property that is there says something, whatever it holds,
// as in the columns of a row, a condition on rows, or a schema.

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** The compiler checks its properties, which it does not in `...(found && { found })`. */
export const defined = <T extends object>(all: T): Partial<Defined<T>> =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Partial<
    Defined<T>
  >
