// Requires settings that belong together to be set all, or none.

/** @param fail reports what is missing, and ends the start */
export function allOrNone<V extends object, const N extends keyof V & string>(
  variables: V,
  fail: (why: string) => never,
  ...names: readonly N[]
): { readonly [Name in N]: NonNullable<V[Name]> } | undefined {
  const set = names.filter(name => variables[name] !== undefined)
  if (set.length === 0) return undefined
  const missing = names.find(name => variables[name] === undefined)
  if (missing === undefined) return variables as { readonly [Name in N]: NonNullable<V[Name]> }
  return fail(`${missing} must be set as well, since ${set.join(' and ')} is.`)
}
