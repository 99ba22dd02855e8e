// Explains why a text is not JSON, with the line: V8 reports the position of most errors, but not
// of an unexpected token.

export function notJson(text: string, error: unknown): string {
  const why = error instanceof Error ? error.message.replace(/, [^]*is not valid JSON$/, '') : ''
  if (/line \d+ column \d+/.test(why)) return `is not JSON: ${why}`
  const before = text.slice(0, odd(text)).split('\n')
  const column = (before.at(-1)?.length ?? 0) + 1
  return `is not JSON: ${why} (line ${before.length} column ${column})`
}

const TOKEN =
  /\s+|[{}[\]:,]|"(?:[^"\\\p{Cc}]|\\.)*"|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|true|false|null/iuy

/** Finds the position: an invalid token, or a list that ends after a comma. */
function odd(text: string): number {
  const tokens = new RegExp(TOKEN)
  let before = ''
  for (let at = 0; at < text.length; at = tokens.lastIndex) {
    tokens.lastIndex = at
    const token = tokens.exec(text)?.[0]
    if (token === undefined || (token === ']' && before === ',')) return at
    if (token.trim() !== '') before = token
  }
  return text.length
}
