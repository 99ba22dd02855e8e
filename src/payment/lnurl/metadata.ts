// The metadata of an LNURL-pay: what is bought (LUD-06). It is shown to the payer
// and decides nothing, so whatever cannot be read of it is not there (lnurl.md). Pure.

/** What it says in plain text, if it does. */
export function textOf(metadata: unknown): string | undefined {
  const rows = typeof metadata === 'string' ? readRows(metadata) : metadata
  if (!Array.isArray(rows)) return undefined
  const texts = rows.map(textIn)
  return texts.find(text => text !== undefined)
}

function readRows(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function textIn(row: unknown): string | undefined {
  const [type, content] = Array.isArray(row) ? (row as readonly unknown[]) : []
  return type === 'text/plain' && typeof content === 'string' ? content : undefined
}
