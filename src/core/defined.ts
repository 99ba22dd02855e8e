// Leaves out what is undefined: where a property that is there says something, whatever it holds,
// as in the columns of a row, a condition on rows, or a schema.

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** The compiler checks its properties, which it does not in `...(found && { found })`. */
export function defined<T extends object>(all: T): Partial<Defined<T>> {
  // A loop, since every transfer comes through here.
  const kept: Partial<T> = {}
  for (const name of Object.keys(all) as (keyof T)[])
    if (all[name] !== undefined) kept[name] = all[name]
  return kept as Partial<Defined<T>>
}
