// Requires settings that belong together to be set all, or none.

/**
 * @param names the variable of each setting
 * @param fail reports what is missing, and ends the start
 */
export function allOrNone<
  V extends object,
  const N extends Readonly<Record<string, keyof V & string>>
>(
  variables: V,
  fail: (why: string) => never,
  names: N
): { readonly [Name in keyof N]: NonNullable<V[N[Name]]> } | undefined {
  const all = Object.entries(names)
  const set = all.flatMap(([, name]) => (variables[name] === undefined ? [] : [name]))
  if (set.length === 0) return undefined
  const [, missing] = all.find(([, name]) => variables[name] === undefined) ?? []
  if (missing !== undefined) fail(`${missing} must be set as well, since ${set.join(' and ')} is.`)
  const settings: unknown = Object.fromEntries(all.map(([key, name]) => [key, variables[name]]))
  return settings as { readonly [Name in keyof N]: NonNullable<V[N[Name]]> }
}
