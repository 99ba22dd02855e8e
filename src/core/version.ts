// Compares the versions of other programs: `v26.06.6`, `2.4`, or that of a build from source.

/** undefined if the version cannot be parsed. */
export function isOlder(
  version: string,
  than: readonly [major: number, minor: number, patch: number]
): boolean | undefined {
  const [, ...parts] = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(version) ?? []
  if (parts.length === 0) return undefined
  const numbers = parts.map(part => Number(part) || 0)
  const at = than.findIndex((wanted, place) => numbers[place] !== wanted)
  return at !== -1 && (numbers[at] ?? 0) < (than[at] ?? 0)
}
