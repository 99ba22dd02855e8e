// Parses the metadata of an LNURL-pay offer: what is bought (LUD-06). Shown to the payer, decides
// nothing, so unreadable parts are ignored (lnurl.md). Pure.

/** The plain-text description, if there is one. */
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
